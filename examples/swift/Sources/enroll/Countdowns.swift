import Foundation
import IdxFlow

/// The status lines of a wait: the time until the next poll or retry, the expiry and the last error.
struct Countdowns {
    private var deadline: Date?
    private var retry: RetryInfo?
    private var error: IdxTransportError?

    /// Restarts the countdown to the next poll.
    mutating func start(_ state: IdxState, now: Date = Date()) {
        retry = nil
        deadline = state.pollIn.map { now + $0 }
    }

    /// Records the result of a request.
    mutating func handle(_ event: IdxEvent) {
        switch event {
        case .requestFailed(_, let error): self.error = error
        case .responseReceived: error = nil
        default: break
        }
    }

    /// Restarts the countdown if the state has a new retry, which is not reported as an event.
    mutating func update(_ state: IdxState, now: Date = Date()) {
        guard let retry = state.retry, retry != self.retry else { return }
        self.retry = retry
        deadline = now + retry.retryIn
    }

    /// Returns the lines, such as `Next poll in 3 s` and `Expires in 4:51`.
    func lines(_ expiresIn: TimeInterval?, now: Date = Date()) -> [String] {
        var lines: [String] = []
        if let text = error?.localizedDescription ?? retry?.reason.text {
            lines.append("The server is not available: \(text)")
        }
        if let deadline {
            let seconds = Int(max(deadline.timeIntervalSince(now), 0).rounded(.up))
            let action = retry == nil ? "Next poll" : "Trying again"
            lines.append(seconds == 0 ? "Contacting the server…" : "\(action) in \(seconds) s")
        }
        if let expiresIn { lines.append("Expires in \(Labels.clock(expiresIn))") }
        return lines
    }
}

extension WaitReason {
    /// The problem with the last response.
    fileprivate var text: String? {
        switch self {
        case .rateLimited: "it limits the rate of requests"
        case .retrying(_, let status?): "HTTP \(status)"
        case .retrying, .pending: nil
        }
    }
}
