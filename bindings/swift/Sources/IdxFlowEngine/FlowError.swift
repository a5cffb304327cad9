import Foundation

extension FlowError: LocalizedError {
    /// A description for developers. It contains no user input.
    public var errorDescription: String? {
        switch self {
        case .Input(_, _, let text), .Restore(_, let text), .NoEntropy(let text), .Internal(let text): text
        }
    }
}
