import Foundation
import IdxFlow

/// An end without tokens.
enum ExitError: Error, Equatable {
    /// The person wants no more.
    case canceled
    /// It did not come to an end, for this reason.
    case failed(String)
    /// As many polls were answered as were asked for; the state is kept.
    case left(polls: Int)
}

extension ExitError {
    /// Whatever was thrown, in words.
    init(_ error: any Error) {
        self =
            switch error {
            case let stop as ExitError: stop
            case IdxError.failed(let failure): .failed(Words.failure(failure))
            default: .failed(error.localizedDescription)
            }
    }

    /// The same for the screen.
    var text: String {
        switch self {
        case .canceled: "Canceled."
        case .failed(let reason): reason
        case .left(let polls): "Left after \(polls) \(polls == 1 ? "poll" : "polls")."
        }
    }
}
