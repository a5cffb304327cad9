import Foundation

/// What a screen shows now. Times are in seconds.
///
/// Printing it shows no secret. Two are equal where a screen that shows the one shows the other.
public enum IdxState: Sendable, Hashable {
    /// A request is out, or is about to be tried again: keep the screen as it is, and show that
    /// something is going on. There is no prompt yet when a flow has just begun.
    case working(prompt: Prompt?, retry: RetryInfo?)

    /// Show the prompt, and answer it. Where it is polled, `pollIn` says when next.
    case ask(prompt: Prompt, pollIn: TimeInterval?)

    /// Show the prompt with its QR code. It can be answered meanwhile ("Can't scan?").
    case showQr(prompt: Prompt, qr: QrCode, pollIn: TimeInterval?)

    /// Nothing to type: a push is out. The prompt can be answered all the same (send again, cancel).
    case waiting(prompt: Prompt, pollIn: TimeInterval)

    /// Open this address in a browser or an app, and come back with ``IdxFlow/handleRedirect(_:)`` or
    /// ``IdxFlow/cancelRedirect()``.
    case redirect(prompt: Prompt, url: RedactedUrl)

    /// The user is signed in.
    case done(Tokens)

    /// The flow has ended at the interaction code, as its configuration wants.
    case doneWithCode(InteractionCode)

    /// The flow has ended without tokens. Start a new one.
    case failed(Failure)
}

extension IdxState {
    /// The prompt on the screen, where there is one.
    public var prompt: Prompt? {
        switch self {
        case .working(let prompt, _): prompt
        case .ask(let prompt, _), .showQr(let prompt, _, _), .waiting(let prompt, _), .redirect(let prompt, _): prompt
        case .done, .doneWithCode, .failed: nil
        }
    }

    /// What the server asks on that prompt.
    public var prompt: Prompt? { prompt }

    /// In how many seconds the next poll is due, from the moment of this state on; none where nothing is polled.
    public var pollIn: TimeInterval? {
        switch self {
        case .ask(_, let wait), .showQr(_, _, let wait): wait
        case .waiting(_, let wait): wait
        case .working, .redirect, .done, .doneWithCode, .failed: nil
        }
    }

    /// Why it takes longer, where it does.
    public var retry: RetryInfo? {
        if case .working(_, let retry) = self { retry } else { nil }
    }

    /// Whether the flow has ended: this is its last state.
    public var isFinal: Bool {
        switch self {
        case .done, .doneWithCode, .failed: true
        case .working, .ask, .showQr, .waiting, .redirect: false
        }
    }
}

/// Why it takes longer: the last try came to nothing, and there will be another.
public struct RetryInfo: Sendable, Hashable {
    /// What the network said; none where the server did answer, but wants to be asked again later.
    public let error: IdxTransportError?

    /// In how many seconds it is tried again; zero while it is being tried.
    public let retryIn: TimeInterval

    /// RetryInfo, as an app's previews and tests may want to show it.
    public init(error: IdxTransportError?, retryIn: TimeInterval) {
        self.error = error
        self.retryIn = retryIn
    }
}
