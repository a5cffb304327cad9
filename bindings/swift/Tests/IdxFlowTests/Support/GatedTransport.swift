import Foundation
import IdxFlow

/// A `URLSessionTransport` that can hold, fail or delay the requests with a purpose.
final class GatedTransport: IdxTransport {
    enum Behavior: Sendable {
        /// The request is not sent before the gate opens. It can be canceled until then.
        case held
        /// The request fails with this error.
        case failing(IdxTransportError)
        /// The request is sent immediately. The response is held until the gate opens, even if the task is
        /// canceled.
        case delayed
    }

    struct Gate {
        var behaviors: [Purpose: Behavior] = [:]
        /// All requests, in order.
        var requests: [TransportRequest] = []
        /// The IDs of the requests that were canceled while held.
        var canceledIds: [Int64] = []
        /// The IDs of the requests whose delayed response was returned.
        var delayedIds: [Int64] = []
    }

    let gate = AwaitableValue(Gate())
    private let transport = URLSessionTransport()

    /// Sets the behavior for requests with this purpose. `nil` opens the gate.
    func set(_ purpose: Purpose, _ behavior: Behavior?) {
        gate.update { $0.behaviors[purpose] = behavior }
    }

    func send(_ request: TransportRequest) async throws -> TransportResponse {
        let behavior = gate.update { gate in
            gate.requests.append(request)
            return gate.behaviors[request.purpose]
        }
        switch behavior {
        case nil: return try await transport.send(request)
        case .failing(let error): throw error
        case .held:
            do {
                try await waitForGate(request)
            } catch {
                gate.update { $0.canceledIds.append(request.id) }
                throw error
            }
            return try await transport.send(request)
        case .delayed:
            return try await Task {
                let response = try await transport.send(request)
                try await waitForGate(request)
                gate.update { $0.delayedIds.append(request.id) }
                return response
            }.value
        }
    }

    private func waitForGate(_ request: TransportRequest) async throws {
        try await gate.first { $0.behaviors[request.purpose] == nil ? true : nil }
    }
}
