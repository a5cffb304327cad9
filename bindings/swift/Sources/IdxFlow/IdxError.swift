import Foundation
import IdxFlowEngine

/// An error of a flow. The texts are for developers, and contain no user input.
public enum IdxError: Error, Sendable, Hashable {
    /// The configuration, or the stored tokens, cannot be used.
    case config(problem: ConfigProblem, text: String)

    /// The answer does not fit the prompt, or no answer is expected now. Nothing was sent, and the flow is
    /// unchanged.
    ///
    /// - `field` is the path of the affected field, or the ID of the affected remediation.
    /// - `retryAfter` is the time in seconds until the server accepts the answer, for the problem
    ///   `rateLimited`.
    /// - `rules` are the rules that the new password breaks, for the problem `passwordPolicy`.
    case answer(problem: AnswerProblem, field: String?, retryAfter: TimeInterval?, rules: [PasswordRule], text: String)

    /// The callback URL does not belong to this flow, or contains no result. The flow is unchanged.
    ///
    /// `otp` is set if the URL contains the code of an email whose sign-in runs on another device, for the
    /// problem `stateMismatch`. Show it, so that the user can enter it there.
    case redirect(problem: RedirectProblem, otp: Secret?, text: String)

    /// The snapshot cannot be restored. Start a new flow.
    ///
    /// `isNewer` is true if a newer version of this library wrote the snapshot.
    case restore(isNewer: Bool, text: String)

    /// The flow has failed.
    case failed(Failure)

    /// The flow is closed.
    case closed

    /// The operating system provided no random bytes.
    case noEntropy(text: String)

    /// A bug in this library has ended the flow. Please report it.
    case `internal`(text: String)
}

extension IdxError: LocalizedError {
    /// A description for developers.
    public var errorDescription: String? {
        switch self {
        case .config(_, let text), .answer(_, _, _, _, let text), .redirect(_, _, let text), .restore(_, let text),
            .noEntropy(let text), .internal(let text):
            text
        case .failed(let failure): failure.text
        case .closed: "the flow is closed"
        }
    }
}

extension IdxError {
    /// The answer was made for a prompt that has been replaced.
    static let stalePrompt = Self.answer(
        problem: .stalePrompt, field: nil, retryAfter: nil, rules: [],
        text: "the answer was made for an earlier prompt: answer the current prompt instead")

    /// Translates an error of the engine.
    ///
    /// An unexpected error is a bug. Only its type is reported, because its text may contain user input.
    init(engine error: any Error) {
        self =
            switch error {
            case FlowError.Config(let problem, let text): .config(problem: problem, text: text)
            case FlowError.Answer(let problem, let field, let retryAfter, let rules, let text):
                .answer(problem: problem, field: field, retryAfter: retryAfter, rules: rules, text: text)
            case FlowError.Redirect(let problem, let otp, let text): .redirect(problem: problem, otp: otp, text: text)
            case FlowError.Restore(let isNewer, let text): .restore(isNewer: isNewer, text: text)
            case FlowError.NoEntropy(let text): .noEntropy(text: text)
            case FlowError.Internal(let text): .internal(text: text)
            case let error as IdxError: error
            default: .internal(text: "internal error in idx-flow (\(type(of: error))): please report it")
            }
    }
}
