import IdxFlow

/// Fails every request, as if the device were offline.
struct OfflineTransport: IdxTransport {
    func send(_ request: TransportRequest) async throws -> TransportResponse {
        throw IdxTransportError.offline
    }
}
