import Foundation

/// The state of a flow, which the app shows. Times are in seconds.
///
/// Printing a state shows no secret. Two states are equal if they render the same screen.
public enum IdxState: Sendable, Hashable {
    /// A request is in flight, or is about to be retried. Keep the current screen and show activity.
    ///
    /// `prompt` is `nil` until the server has sent the first one. `retry` is set while a request that
    /// failed is retried.
    case working(prompt: Prompt?, retry: RetryInfo?)

    /// Show the prompt and submit an answer. Also show its `notice`, if it has one. `pollIn` is the time
    /// until the next poll, if the prompt is polled.
    case ask(prompt: Prompt, pollIn: TimeInterval?)

    /// Show the prompt with its QR code. The user can also answer the prompt ("Can't scan?").
    case showQr(prompt: Prompt, qr: QrCode, pollIn: TimeInterval?)

    /// The user must act elsewhere, for example approve a push notification. The user can also answer
    /// the prompt, for example to resend the notification or to cancel. `reason` is `pending`, unless the
    /// last poll failed or the server limits the rate of polls.
    case waiting(prompt: Prompt, pollIn: TimeInterval, reason: WaitReason)

    /// Open this URL in a browser or an app. Then call ``IdxFlow/handleRedirect(_:)`` or
    /// ``IdxFlow/cancelRedirect()``.
    case redirect(prompt: Prompt, url: RedactedUrl)

    /// The user is signed in.
    case done(Tokens)

    /// The flow has ended with an interaction code, as configured by `FlowConfig.stopAtCode`.
    case doneWithCode(InteractionCode)

    /// The flow has ended without tokens. Start a new one.
    case failed(Failure)
}

extension IdxState {
    /// The current prompt. It is `nil` before the first prompt and after the end of the flow.
    public var prompt: Prompt? {
        switch self {
        case .working(let prompt, _): prompt
        case .ask(let prompt, _), .showQr(let prompt, _, _), .waiting(let prompt, _, _), .redirect(let prompt, _):
            prompt
        case .done, .doneWithCode, .failed: nil
        }
    }

    /// The time from the start of this state until the next poll, in seconds. It is `nil` if nothing is
    /// polled.
    public var pollIn: TimeInterval? {
        switch self {
        case .ask(_, let pollIn), .showQr(_, _, let pollIn): pollIn
        case .waiting(_, let pollIn, _): pollIn
        case .working, .redirect, .done, .doneWithCode, .failed: nil
        }
    }

    /// The pending retry, if a request that failed is retried.
    public var retry: RetryInfo? {
        if case .working(_, let retry) = self { retry } else { nil }
    }

    /// Whether the flow has ended. No other state follows.
    public var isFinal: Bool {
        switch self {
        case .done, .doneWithCode, .failed: true
        case .working, .ask, .showQr, .waiting, .redirect: false
        }
    }
}

/// The retry of a request, and the reason for it.
public struct RetryInfo: Sendable, Hashable {
    /// The reason: the server limits the rate of requests (`rateLimited`), or the last attempt failed
    /// (`retrying`, with the number of the next attempt and the HTTP status of the last one).
    public let reason: WaitReason

    /// The transport error of the last attempt. It is `nil` if a response came.
    public let error: IdxTransportError?

    /// The time until the retry, in seconds. It is zero while the retry is in flight.
    public let retryIn: TimeInterval

    /// Creates a value for previews and tests.
    public init(reason: WaitReason, error: IdxTransportError?, retryIn: TimeInterval) {
        self.reason = reason
        self.error = error
        self.retryIn = retryIn
    }
}
