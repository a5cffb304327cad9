import Foundation
import IdxFlowEngine

// Each returns as soon as the engine has taken the answer: it is on its way then, and the state is
// `working`. What becomes of it is the next state. A poll that is out does not hold it up.

extension IdxFlow {
    /// Answers the prompt at hand.
    ///
    /// - Throws: ``IdxError/input(problem:field:text:)`` where the answer does not fit the form, or
    ///   where nothing can be answered now; the flow is exactly as it was.
    public func submit(_ answer: Answer) throws {
        try submit { _ in answer }
    }

    /// Answers the prompt at hand with the token of its captcha, solved.
    ///
    /// - Throws: as ``submit(_:)`` does; also where the form asks for no captcha.
    public func submit(_ answer: Answer, captcha token: Secret) throws {
        try submit { try $0.withCaptcha(answer: answer, token: token) }
    }

    /// Says who signs in, with the password where the form asks for it on the same prompt.
    ///
    /// - Throws: as ``submit(_:)`` does.
    public func identify(_ identifier: String, password: Secret? = nil) throws {
        try submit { try $0.identify(identifier: identifier, password: password) }
    }

    /// Gives the password, the code or the answer that the current authenticator asks for.
    ///
    /// - Throws: as ``submit(_:)`` does.
    public func enterPasscode(_ code: Secret) throws {
        try submit { try $0.enterPasscode(code: code) }
    }

    /// Chooses an authenticator to verify or to enroll, and its method where one is named.
    ///
    /// - Throws: as ``submit(_:)`` does.
    public func selectAuthenticator(_ key: AuthenticatorKey, method: MethodType? = nil) throws {
        try submit { try $0.selectAuthenticator(key: key, method: method) }
    }

    /// "Can't scan?": chooses how Okta Verify gets its activation link.
    ///
    /// - Throws: as ``submit(_:)`` does.
    public func selectChannel(_ channel: Channel) throws {
        try submit { try $0.selectChannel(channel: channel) }
    }

    /// Answers a ceremony of the prompt with what the platform gave back for its options:
    /// `RegistrationResponseJSON` or `AuthenticationResponseJSON` (Web Authentication Level 3).
    ///
    /// - Throws: as ``submit(_:)`` does; also where it is no such response, or not to this prompt.
    public func webauthn(_ response: String) throws {
        try submit { try $0.webauthn(response: response) }
    }

    /// Gives what Duo's frame came back with (`sig_response` in Duo's Web SDK).
    ///
    /// - Throws: as ``submit(_:)`` does.
    public func duo(_ signature: Secret) throws {
        try submit { try $0.duo(signature: signature) }
    }

    /// Agrees, or does not, to what the prompt asks consent for: scopes, or a sign-in that began elsewhere.
    ///
    /// - Parameters:
    ///   - agreed: Whether the user agrees.
    ///   - opted: Where scopes are opted in to one by one: those that are to be others than proposed.
    /// - Throws: as ``submit(_:)`` does.
    public func consent(_ agreed: Bool, opted: [String: Bool] = [:]) throws {
        try submit { engine in
            let answer = try engine.consent(agreed: agreed)
            let flags = opted.map { ("optedScopes.\($0.key)", Value.bool(value: $0.value)) }
            return Answer(
                remediation: answer.remediation, values: answer.values.merging(flags) { $1 }, prompt: answer.prompt)
        }
    }

    /// Presses a button: skip, resend, and every other remediation that asks for nothing.
    ///
    /// - Throws: as ``submit(_:)`` does.
    public func proceed(_ name: RemediationName) throws {
        try submit { try $0.proceed(name: name) }
    }

    /// Tells the server that the user gives up, where the prompt offers it: it begins anew then. To end
    /// what is local is ``close()``.
    ///
    /// - Throws: as ``submit(_:)`` does.
    public func cancel() throws {
        try press(.cancel)
    }

    /// The browser or the app came back to the redirect URI with this URL.
    ///
    /// - Throws: ``IdxError/input(problem:field:text:)`` where the URL is not this flow's, or says
    ///   nothing; the flow is exactly as it was.
    public func handleRedirect(_ url: URL) throws {
        try check()
        do {
            try use { try $0.handleRedirect(url: Secret(url.absoluteString)) }
        } catch {
            observer?(.redirectReceived(accepted: false))
            throw error
        }
        observer?(.redirectReceived(accepted: true))
        look()
    }

    /// The user came back without anything: what was opened was closed. The prompt that it was chosen on
    /// is shown again; where there is nothing else to do, it stays.
    ///
    /// - Throws: ``IdxError/closed``.
    public func cancelRedirect() throws {
        try check()
        try use { try $0.cancelRedirect() }
        if !isExchanging { look() }
    }

    private func submit(_ make: (Engine) throws -> Answer) throws {
        try check()
        let answer = try use { engine in
            let answer = try make(engine)
            try engine.submit(answer: answer)
            return answer
        }
        observer?(.answerSubmitted(answer))
        look()
    }
}
