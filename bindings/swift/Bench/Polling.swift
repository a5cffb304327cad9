import Foundation
import IdxFlowEngine

/// A flow that is polled, with a simulated time.
struct Polling {
    let engine: Engine
    private var now = Date(timeIntervalSince1970: 1_893_456_000)

    init(_ engine: Engine) { self.engine = engine }

    /// Returns the next request. The time advances if the request is not due yet.
    mutating func nextRequest() throws -> TransportRequest {
        var action = try engine.nextAction(now: now)
        if let wait = action.wait {
            now.addTimeInterval(wait)
            action = try engine.nextAction(now: now)
        }
        guard case .send(let request) = action else { throw UnexpectedAction() }
        return request
    }

    /// Passes a response to the engine, and gets the next action.
    func respond(to request: TransportRequest, with response: TransportResponse) throws {
        try engine.handleResponse(id: request.id, response: response, now: now)
        _ = try engine.nextAction(now: now)
    }
}

/// The next action is not a request.
struct UnexpectedAction: Error {}

extension Action {
    fileprivate var wait: TimeInterval? {
        switch self {
        case .ask(_, let wait), .showQr(_, let wait): wait
        case .wait(let duration, _, _): duration
        default: nil
        }
    }
}
