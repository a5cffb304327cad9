import Foundation
import IdxFlow

/// The platform's transport, behind a gate: requests of a purpose are held, lost, or answered late.
final class GatedTransport: IdxTransport {
    enum Fate: Sendable {
        /// It does not go out before the gate opens, unless it is cancelled first.
        case held
        /// It does not complete.
        case lost(IdxTransportError)
        /// The server acts at once; the reply comes when the gate opens, whoever has cancelled meanwhile.
        case late
    }

    struct Gate {
        var fates: [Purpose: Fate] = [:]
        /// Every request that was to be sent, in order.
        var arrived: [IdxRequest] = []
        /// Those that were cancelled while they were held.
        var cancelled: [Int64] = []
        /// Those whose late reply has been handed back.
        var late: [Int64] = []
    }

    let gate = Watched(Gate())
    private let inner = URLSessionTransport()

    func set(_ purpose: Purpose, _ fate: Fate?) {
        gate.change { $0.fates[purpose] = fate }
    }

    func send(_ request: IdxRequest) async throws -> IdxResponse {
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
                gate.change { $0.cancelled.append(request.id) }
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

    private func opened(for request: IdxRequest) async throws {
        try await gate.first { $0.fates[request.purpose] == nil ? true : nil }
    }
}

/// A network in which nothing is ever heard of a request again.
final class SilentTransport: IdxTransport {
    let waiting = Watched(0)

    func send(_ request: IdxRequest) async throws -> IdxResponse {
        waiting.change { $0 += 1 }
        defer { waiting.change { $0 -= 1 } }
        return try await Watched<Void>(()).first { nil }
    }
}
