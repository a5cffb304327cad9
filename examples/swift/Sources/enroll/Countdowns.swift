import Foundation
import IdxFlow

/// What runs down while somebody waits, and what holds it up.
struct Countdowns {
    private var due: Date?
    private var retry: RetryInfo?
    private var error: IdxTransportError?

    /// A look at the flow: from now on it is so long to the next poll.
    mutating func show(_ state: IdxState, now: Date = Date()) {
        retry = nil
        due = state.pollIn.map { now + $0 }
    }

    mutating func notice(_ event: IdxEvent) {
        switch event {
        case .requestFailed(_, let error): self.error = error
        case .responseReceived: error = nil
        default: break
        }
    }

    /// RetryInfo is no look at the flow: it shows in the state alone.
    mutating func tick(_ state: IdxState, now: Date = Date()) {
        guard let retry = state.retry, retry != self.retry else { return }
        self.retry = retry
        due = now + retry.retryIn
    }

    /// `next poll in 3 s`, `good for 4:51`
    func lines(_ expiresIn: TimeInterval?, now: Date = Date()) -> [String] {
        var lines: [String] = []
        if let error { lines.append("The org does not answer: \(error.localizedDescription)") }
        if let due {
            let seconds = Int(max(due.timeIntervalSince(now), 0).rounded(.up))
            let what = retry == nil ? "poll" : "try"
            lines.append(seconds == 0 ? "asking the org" : "next \(what) in \(seconds) s")
        }
        if let expiresIn { lines.append("good for \(Words.clock(expiresIn))") }
        return lines
    }
}
