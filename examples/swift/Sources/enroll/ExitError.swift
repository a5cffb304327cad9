import Foundation
import IdxFlow

/// The reason why the program ends without tokens.
enum ExitError: Error, Equatable {
    /// The user quit.
    case canceled
    /// The sign-in failed for this reason.
    case failed(String)
    /// The requested number of polls was answered. The state is saved.
    case stopped(polls: Int)
}

extension ExitError {
    /// Translates any error.
    init(_ error: any Error) {
        self =
            switch error {
            case let error as ExitError: error
            case IdxError.failed(let failure): .failed(Labels.failure(failure))
            default: .failed(error.localizedDescription)
            }
    }

    /// The text to print.
    var text: String {
        switch self {
        case .canceled: "Canceled."
        case .failed(let reason): reason
        case .stopped(let polls): "Stopped after \(polls) \(polls == 1 ? "poll" : "polls")."
        }
    }
}
