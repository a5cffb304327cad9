import Foundation

/// What a screen shows now. Times are in seconds.
///
/// Printing it shows no secret. Two are equal where a screen that shows the one shows the other.
public enum IdxState: Sendable, Hashable {
    /// A request is out, or is about to be tried again: keep the screen as it is, and show that
    /// something is going on. There is no page yet when a flow has just begun.
    case working(page: Page?, trouble: Trouble?)

    /// Show the page, and answer it. Where it is polled, `pollIn` says when next.
    case ask(page: Page, pollIn: TimeInterval?)

    /// Show the page with its QR code. It can be answered meanwhile ("Can't scan?").
    case showQr(page: Page, qr: QrCode, pollIn: TimeInterval?)

    /// Nothing to type: a push is out. The page can be answered all the same (send again, cancel).
    case waiting(page: Page, pollIn: TimeInterval)

    /// Open this address in a browser or an app, and come back with ``IdxFlow/redirected(_:)`` or
    /// ``IdxFlow/redirectCancelled()``.
    case redirect(page: Page, url: Address)

    /// The user is signed in.
    case done(Tokens)

    /// The flow has ended at the interaction code, as its configuration wants.
    case doneWithCode(InteractionCode)

    /// The flow has ended without tokens. Start a new one.
    case failed(Failure)
}

extension IdxState {
    /// The page on the screen, where there is one.
    public var page: Page? {
        switch self {
        case .working(let page, _): page
        case .ask(let page, _), .showQr(let page, _, _), .waiting(let page, _), .redirect(let page, _): page
        case .done, .doneWithCode, .failed: nil
        }
    }

    /// What the server asks on that page.
    public var prompt: Prompt? { page?.prompt }

    /// In how many seconds the next poll is due, from the moment of this state on; none where nothing is polled.
    public var pollIn: TimeInterval? {
        switch self {
        case .ask(_, let wait), .showQr(_, _, let wait): wait
        case .waiting(_, let wait): wait
        case .working, .redirect, .done, .doneWithCode, .failed: nil
        }
    }

    /// Why it takes longer, where it does.
    public var trouble: Trouble? {
        if case .working(_, let trouble) = self { trouble } else { nil }
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
public struct Trouble: Sendable, Hashable {
    /// What the network said; none where the server did answer, but wants to be asked again later.
    public let error: IdxTransportError?

    /// In how many seconds it is tried again; zero while it is being tried.
    public let retryIn: TimeInterval

    /// Trouble, as an app's previews and tests may want to show it.
    public init(error: IdxTransportError?, retryIn: TimeInterval) {
        self.error = error
        self.retryIn = retryIn
    }
}
