import Foundation
import IdxFlow

/// The source of the answers: a user at a terminal, or the program itself.
@MainActor
protocol UserInput {
    /// Shows a state, which may equal the previous one. Returns the reply, if there is one now.
    func show(_ state: IdxState) throws -> Reply?

    /// Asks again after an invalid input. Nothing was sent.
    func retry(_ state: IdxState, errorText: String) throws -> Reply?

    /// Handles a request, a response or an error.
    func handle(_ event: IdxEvent) throws

    /// Updates the countdowns. It is called several times per second. `expiresIn` is in seconds.
    func tick(_ state: IdxState, expiresIn: TimeInterval?) throws -> Reply?

    /// Shows the result of an action.
    func showStatus(_ text: String)

    /// Shows that an authenticator is set up.
    func showEnrollment(_ authenticator: String)
}

/// A reply of the user.
enum Reply: Equatable {
    case identify(login: String, password: Secret)
    case enterPasscode(Secret)
    case selectAuthenticator(AuthenticatorKey)
    case selectChannel(Channel)
    case submit(Answer)
    case proceed(RemediationName)
    /// Scan the QR code with the simulated phone.
    case scan(QrCode)
    /// Open the setup link on the simulated phone.
    case openLink
}
