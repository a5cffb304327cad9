import Foundation
import IdxFlow

/// A network with one server behind it, which a test writes as a function.
final class Replying: IdxTransport {
    /// What is answered to a request; none: the exchange does not complete.
    typealias Reply = @Sendable (TransportRequest) throws -> String?

    let sent = Watched<[TransportRequest]>([])
    private let reply: Reply

    init(_ reply: @escaping Reply) { self.reply = reply }

    func send(_ request: TransportRequest) async throws -> TransportResponse {
        sent.change { $0.append(request) }
        guard let body = try reply(request) else { throw IdxTransportError.connection }
        let isError = body.hasPrefix(#"{"error""#)
        return TransportResponse(status: isError ? 400 : 200, headers: [], bytes: Data(body.utf8))
    }

    /// The first request of this purpose; waits until there is one.
    func first(_ purpose: Purpose) async throws -> TransportRequest {
        try await sent.first { $0.first { $0.purpose == purpose } }
    }
}
