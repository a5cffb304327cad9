import Foundation

extension FlowError: LocalizedError {
    /// What went wrong, in words, for developers. It holds no value that somebody typed.
    public var errorDescription: String? {
        switch self {
        case .Input(_, _, let text), .Restore(_, let text), .NoEntropy(let text), .Internal(let text): text
        }
    }
}
