import Foundation
import IdxFlowEngine

// Each returns as soon as the engine has taken the answer: it is on its way then, and the state is
// `working`. What becomes of it is the next state. A poll that is out does not hold it up.

extension IdxFlow {
    /// Answers the page at hand.
    ///
    /// - Throws: ``IdxError/input(problem:field:text:)`` where the answer does not fit the form, or
    ///   where nothing can be answered now; the flow is exactly as it was.
    public func answer(_ answer: Answer) throws {
        try submit { _ in answer }
    }

    /// Answers the page at hand with the token of its captcha, solved.
    ///
    /// - Throws: as ``answer(_:)`` does; also where the form asks for no captcha.
    public func answer(_ answer: Answer, captcha token: Secret) throws {
        try submit { try $0.withCaptcha(answer: answer, token: token) }
    }

    /// Says who signs in, with the password where the form asks for it on the same page.
    ///
    /// - Throws: as ``answer(_:)`` does.
    public func identify(_ identifier: String, password: Secret? = nil) throws {
        try submit { try $0.identify(identifier: identifier, password: password) }
    }

    /// Gives the password, the code or the answer that the current authenticator asks for.
    ///
    /// - Throws: as ``answer(_:)`` does.
    public func passcode(_ code: Secret) throws {
        try submit { try $0.passcode(code: code) }
    }

    /// Chooses an authenticator to verify or to enrol, and its method where one is named.
    ///
    /// - Throws: as ``answer(_:)`` does.
    public func authenticator(_ key: AuthenticatorKey, method: MethodType? = nil) throws {
        try submit { try $0.authenticator(key: key, method: method) }
    }

    /// "Can't scan?": chooses how Okta Verify gets its activation link.
    ///
    /// - Throws: as ``answer(_:)`` does.
    public func channel(_ channel: Channel) throws {
        try submit { try $0.channel(channel: channel) }
    }

    /// Answers a ceremony of the page with what the platform gave back for its options:
    /// `RegistrationResponseJSON` or `AuthenticationResponseJSON` (Web Authentication Level 3).
    ///
    /// - Throws: as ``answer(_:)`` does; also where it is no such response, or not to this page.
    public func webauthn(_ response: String) throws {
        try submit { try $0.webauthn(response: response) }
    }

    /// Gives what Duo's frame came back with (`sig_response` in Duo's Web SDK).
    ///
    /// - Throws: as ``answer(_:)`` does.
    public func duo(_ signature: Secret) throws {
        try submit { try $0.duo(signature: signature) }
    }

    /// Agrees, or does not, to what the page asks consent for: scopes, or a sign-in that began elsewhere.
    ///
    /// - Parameters:
    ///   - agreed: Whether the user agrees.
    ///   - opted: Where scopes are opted in to one by one: those that are to be others than proposed.
    /// - Throws: as ``answer(_:)`` does.
    public func consent(_ agreed: Bool, opted: [String: Bool] = [:]) throws {
        try submit { engine in
            let answer = try engine.consent(agreed: agreed)
            let flags = opted.map { ("optedScopes.\($0.key)", Value.flag(flag: $0.value)) }
            return Answer(
                remediation: answer.remediation, values: answer.values.merging(flags) { $1 }, page: answer.page)
        }
    }

    /// Presses a button: skip, resend, and every other remediation that asks for nothing.
    ///
    /// - Throws: as ``answer(_:)`` does.
    public func press(_ name: RemediationName) throws {
        try submit { try $0.button(name: name) }
    }

    /// Tells the server that the user gives up, where the page offers it: it begins anew then. To end
    /// what is local is ``close()``.
    ///
    /// - Throws: as ``answer(_:)`` does.
    public func cancel() throws {
        try press(.cancel)
    }

    /// The browser or the app came back to the redirect URI with this URL.
    ///
    /// - Throws: ``IdxError/input(problem:field:text:)`` where the URL is not this flow's, or says
    ///   nothing; the flow is exactly as it was.
    public func redirected(_ url: URL) throws {
        try check()
        do {
            try use { try $0.handleRedirect(url: Secret(url.absoluteString)) }
        } catch {
            observer?(.comesBack(accepted: false))
            throw error
        }
        observer?(.comesBack(accepted: true))
        look()
    }

    /// The user came back without anything: what was opened was closed. The page that it was chosen on
    /// is shown again; where there is nothing else to do, it stays.
    ///
    /// - Throws: ``IdxError/closed``.
    public func redirectCancelled() throws {
        try check()
        try use { try $0.handleRedirectCancelled() }
        if !isExchanging { look() }
    }

    private func submit(_ make: (Engine) throws -> Answer) throws {
        try check()
        let answer = try use { engine in
            let answer = try make(engine)
            try engine.submit(answer: answer)
            return answer
        }
        observer?(.answers(answer))
        look()
    }
}
