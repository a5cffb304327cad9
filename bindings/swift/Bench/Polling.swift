import Foundation
import IdxFlowEngine

/// A flow that is polled, on a clock of its own.
struct Polling {
    let engine: Engine
    private var now = Date(timeIntervalSince1970: 1_893_456_000)

    init(_ engine: Engine) { self.engine = engine }

    /// The request that is due; where none is, the time goes on until one is.
    mutating func due() throws -> TransportRequest {
        var action = try engine.nextAction(now: now)
        if let wait = action.wait {
            now.addTimeInterval(wait)
            action = try engine.nextAction(now: now)
        }
        guard case .send(let request) = action else { throw Unexpected() }
        return request
    }

    /// Hands over a response, and asks what to do next.
    func answer(_ request: TransportRequest, with response: TransportResponse) throws {
        try engine.handleResponse(id: request.id, response: response, now: now)
        _ = try engine.nextAction(now: now)
    }
}

/// The engine wants something else than to send.
struct Unexpected: Error {}

extension Action {
    fileprivate var wait: TimeInterval? {
        switch self {
        case .ask(_, let wait), .showQr(_, let wait): wait
        case .wait(let duration, _): duration
        default: nil
        }
    }
}
