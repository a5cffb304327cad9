import Foundation
import IdxFlowEngine

/// Why a flow did not do what it was asked to. The texts are for developers, and hold nothing that
/// somebody typed.
public enum IdxError: Error, Sendable, Hashable {
    /// What was given cannot be used; the flow is exactly as it was. `field` is the path of the field
    /// that it is about, or the id of the remediation.
    case input(problem: InputProblem, field: String?, text: String)

    /// The snapshot cannot be restored: start a new flow. `newer`: a later version of this library
    /// wrote it.
    case restore(newer: Bool, text: String)

    /// The flow ended without what was waited for.
    case failed(Failure)

    /// The flow was closed.
    case closed

    /// The operating system gave no random bytes.
    case noEntropy(text: String)

    /// A fault of this library: please report it. A flow that has one has ended.
    case `internal`(text: String)
}

extension IdxError: LocalizedError {
    /// What went wrong, in words, for developers.
    public var errorDescription: String? {
        switch self {
        case .input(_, _, let text), .restore(_, let text), .noEntropy(let text), .internal(let text): text
        case .failed(let failure): failure.text
        case .closed: "the flow was closed"
        }
    }
}

extension IdxError {
    /// What the engine threw. Anything that it does not announce is a fault, whose own text is left
    /// out: nobody knows what is in it.
    init(engine error: any Error) {
        self =
            switch error {
            case FlowError.Input(let problem, let field, let text): .input(problem: problem, field: field, text: text)
            case FlowError.Restore(let newer, let text): .restore(newer: newer, text: text)
            case FlowError.NoEntropy(let text): .noEntropy(text: text)
            case FlowError.Internal(let text): .internal(text: text)
            case let error as IdxError: error
            default: .internal(text: "a fault of idx-flow (\(type(of: error))): please report it")
            }
    }
}
