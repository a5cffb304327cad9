import Foundation
import IdxFlow

/// The platform's transport, behind a gate: requests of a purpose are held, lost, or answered late.
final class GatedTransport: IdxTransport {
    enum Outcome: Sendable {
        /// It does not go out before the gate opens, unless it is canceled first.
        case held
        /// It does not complete.
        case lost(IdxTransportError)
        /// The server acts at once; the reply comes when the gate opens, whoever has canceled meanwhile.
        case late
    }

    struct Gate {
        var fates: [Purpose: Outcome] = [:]
        /// Every request that was to be sent, in order.
        var arrived: [TransportRequest] = []
        /// Those that were canceled while they were held.
        var canceled: [Int64] = []
        /// Those whose late reply has been handed back.
        var late: [Int64] = []
    }

    let gate = Watched(Gate())
    private let inner = URLSessionTransport()

    func set(_ purpose: Purpose, _ fate: Outcome?) {
        gate.change { $0.fates[purpose] = fate }
    }

    func send(_ request: TransportRequest) async throws -> TransportResponse {
        let fate = gate.change { gate in
            gate.arrived.append(request)
            return gate.fates[request.purpose]
        }
        switch fate {
        case nil: return try await inner.send(request)
        case .lost(let error): throw error
        case .held:
            do {
                try await opened(for: request)
            } catch {
                gate.change { $0.canceled.append(request.id) }
                throw error
            }
            return try await inner.send(request)
        case .late:
            return try await Task {
                let response = try await inner.send(request)
                try await opened(for: request)
                gate.change { $0.late.append(request.id) }
                return response
            }.value
        }
    }

    private func opened(for request: TransportRequest) async throws {
        try await gate.first { $0.fates[request.purpose] == nil ? true : nil }
    }
}

/// A network in which nothing is ever heard of a request again.
final class SilentTransport: IdxTransport {
    let waiting = Watched(0)

    func send(_ request: TransportRequest) async throws -> TransportResponse {
        waiting.change { $0 += 1 }
        defer { waiting.change { $0 -= 1 } }
        return try await Watched<Void>(()).first { nil }
    }
}
