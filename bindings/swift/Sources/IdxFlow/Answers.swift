import Foundation
import IdxFlowEngine

// Each method returns as soon as the engine has accepted the answer. The state is then `working`, and
// the server's response becomes the next state. A poll in flight is canceled.
//
// Each takes the prompt that the user has answered. If a poll has replaced it in the meantime, the answer
// is rejected: a code for one prompt must not be sent as the password of another.

extension IdxFlow {
    /// Submits an answer, which `Prompt.answer(_:_:)` creates.
    ///
    /// - Throws: ``IdxError/answer(problem:field:retryAfter:rules:text:)`` if the answer was made for an
    ///   earlier prompt (`stalePrompt`), does not fit the form, must wait (`rateLimited`), or is not
    ///   expected now. Nothing is sent, and the flow is unchanged. ``IdxError/closed`` if the flow is
    ///   closed.
    public func submit(_ answer: Answer) throws {
        try submit { _ in answer }
    }

    /// Submits an answer to a form that requires a captcha, with the token of the solved captcha.
    ///
    /// - Throws: The errors of ``submit(_:)``. The form must require a captcha.
    public func submit(_ answer: Answer, captcha token: Secret) throws {
        try submit { try $0.withCaptcha(answer: answer, token: token) }
    }

    /// Submits the user's identifier, and the password if the form asks for both.
    ///
    /// - Throws: The errors of ``submit(_:)``.
    public func identify(_ identifier: String, password: Secret? = nil, on prompt: Prompt) throws {
        try submit(on: prompt) { try $0.identify(identifier: identifier, password: password) }
    }

    /// Submits the password, the one-time code or the answer that the current authenticator asks for.
    ///
    /// - Throws: The errors of ``submit(_:)``.
    public func enterPasscode(_ code: Secret, on prompt: Prompt) throws {
        try submit(on: prompt) { try $0.enterPasscode(code: code) }
    }

    /// Selects an authenticator to verify with or to enroll, and one of its methods if `method` is not
    /// `nil`.
    ///
    /// - Throws: The errors of ``submit(_:)``.
    public func selectAuthenticator(_ key: AuthenticatorKey, method: MethodType? = nil, on prompt: Prompt) throws {
        try submit(on: prompt) { try $0.selectAuthenticator(key: key, method: method) }
    }

    /// Selects the channel through which Okta Verify receives its activation link: a QR code, an email or
    /// an SMS ("Can't scan?").
    ///
    /// - Throws: The errors of ``submit(_:)``.
    public func selectChannel(_ channel: Channel, on prompt: Prompt) throws {
        try submit(on: prompt) { try $0.selectChannel(channel: channel) }
    }

    /// Submits the result of a WebAuthn ceremony of the prompt.
    ///
    /// - Parameters:
    ///   - response: A `RegistrationResponseJSON` or `AuthenticationResponseJSON` (Web Authentication
    ///     Level 3) that the platform returned for the ceremony's options.
    ///   - prompt: The prompt.
    /// - Throws: The errors of ``submit(_:)``. The response must be valid and belong to the prompt.
    public func webauthn(_ response: String, on prompt: Prompt) throws {
        try submit(on: prompt) { try $0.webauthn(response: response) }
    }

    /// Submits the result of Duo's frame: `sig_response` of Duo's Web SDK.
    ///
    /// - Throws: The errors of ``submit(_:)``.
    public func duo(_ signature: Secret, on prompt: Prompt) throws {
        try submit(on: prompt) { try $0.duo(signature: signature) }
    }

    /// Answers a consent prompt: for OAuth scopes, or for a sign-in that was started on another device.
    ///
    /// - Parameters:
    ///   - agreed: Whether the user consents.
    ///   - optedScopes: For granular consent: the scopes whose value differs from the proposed one.
    ///   - prompt: The prompt.
    /// - Throws: The errors of ``submit(_:)``.
    public func consent(_ agreed: Bool, optedScopes: [String: Bool] = [:], on prompt: Prompt) throws {
        try submit(on: prompt) { engine in
            let answer = try engine.consent(agreed: agreed)
            let scopes = optedScopes.map { ("optedScopes.\($0.key)", Value.bool(value: $0.value)) }
            return Answer(
                remediation: answer.remediation, values: answer.values.merging(scopes) { $1 },
                omitted: answer.omitted, promptVersion: answer.promptVersion)
        }
    }

    /// Submits a remediation without input, such as skip or resend.
    ///
    /// - Throws: The errors of ``submit(_:)``.
    public func proceed(_ name: RemediationName, on prompt: Prompt) throws {
        try submit(on: prompt) { try $0.proceed(name: name) }
    }

    /// Cancels the transaction on the server with the `cancel` remediation of the current prompt.
    ///
    /// The server then returns a first prompt or ends the flow. To end the flow without a request to the
    /// server, call ``close()``.
    ///
    /// - Throws: The errors of ``submit(_:)``. The prompt must offer `cancel`.
    public func cancel() throws {
        try submit { try $0.proceed(name: .cancel) }
    }

    private func submit(on prompt: Prompt, _ makeAnswer: (Engine) throws -> Answer) throws {
        try submit { engine in
            // the engine makes answers for its current prompt: the one on the screen, if it expects an answer
            guard prompt.version == self.prompt?.version else { throw IdxError.stalePrompt }
            return try makeAnswer(engine)
        }
    }

    private func submit(_ makeAnswer: (Engine) throws -> Answer) throws {
        try checkIsOpen()
        let answer = try withEngine { engine in
            let answer = try makeAnswer(engine)
            try engine.submit(answer: answer, now: clock.now())
            return answer
        }
        observer?(.answerSubmitted(answer))
        performNextAction()
    }
}
