import Foundation
import IdxFlow

/// Who signs in: somebody at a terminal, or nobody.
@MainActor
protocol UserInput {
    /// There is this to show; also where it is what was shown before.
    func show(_ state: IdxState) throws -> Reply?

    /// An answer to what is shown did not fit its form: nothing was sent.
    func answerAgain(_ state: IdxState, because text: String) throws -> Reply?

    /// Something went out or came back.
    func notice(_ event: IdxEvent) throws

    /// Time goes by. `expiresIn` is how long the server remembers, in seconds.
    func tick(_ state: IdxState, expiresIn: TimeInterval?) throws -> Reply?

    /// A word about what was done.
    func tell(_ text: String)
}

/// What somebody wants done.
enum Reply: Equatable {
    case identify(login: String, password: Secret)
    case passcode(Secret)
    case authenticator(AuthenticatorKey)
    case channel(Channel)
    case answer(Answer)
    case press(RemediationName)
    /// The org's phone is to scan the code.
    case scan(QrCode)
    /// The org's phone is to open the link that was sent.
    case openLink
}
