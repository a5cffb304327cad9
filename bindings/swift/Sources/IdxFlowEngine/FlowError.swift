import Foundation

extension FlowError: LocalizedError {
    /// A description for developers. It contains no user input.
    public var errorDescription: String? {
        switch self {
        case .Config(_, let text), .Answer(_, _, _, _, let text), .Redirect(_, _, let text), .Restore(_, let text),
            .NoEntropy(let text), .Internal(let text):
            text
        }
    }
}
