import Foundation
import IdxFlowEngine

/// An error of a flow. The texts are for developers, and contain no user input.
public enum IdxError: Error, Sendable, Hashable {
    /// An argument is invalid, or is not accepted in the current state. The flow is unchanged.
    ///
    /// `field` is the path of the field in question, or the ID of the remediation.
    case input(problem: InputProblem, field: String?, text: String)

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
        case .input(_, _, let text), .restore(_, let text), .noEntropy(let text), .internal(let text): text
        case .failed(let failure): failure.text
        case .closed: "the flow is closed"
        }
    }
}

extension IdxError {
    /// Translates an error of the engine.
    ///
    /// An unexpected error is a bug. Only its type is reported, because its text may contain user input.
    init(engine error: any Error) {
        self =
            switch error {
            case FlowError.Input(let problem, let field, let text): .input(problem: problem, field: field, text: text)
            case FlowError.Restore(let isNewer, let text): .restore(isNewer: isNewer, text: text)
            case FlowError.NoEntropy(let text): .noEntropy(text: text)
            case FlowError.Internal(let text): .internal(text: text)
            case let error as IdxError: error
            default: .internal(text: "internal error in idx-flow (\(type(of: error))): please report it")
            }
    }
}
