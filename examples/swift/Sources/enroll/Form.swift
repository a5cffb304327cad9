import IdxFlow

/// The prompt's form, filled in line by line. It knows the forms of this scenario, no others.
@MainActor
struct Form {
    let prompt: Prompt
    let user: Org.User?

    func fill() throws -> Reply {
        if prompt.remediation(named: .identify) != nil { return try identify() }
        if let form = prompt.remediation(named: .enrollmentChannelData) { return .answer(try address(form)) }
        if prompt.offersOktaVerify { return chooseOktaVerify() }
        if let form = prompt.remediation(named: .challengeAuthenticator), form.field("credentials.passcode") != nil {
            return .passcode(Secret(try Terminal.ask("Code or password", hidden: true)))
        }
        if prompt.remediation(named: .skip) != nil {
            Terminal.say("> Skip this")
            return .press(.skip)
        }
        throw ExitError.failed("this program does not know what to do on this prompt")
    }

    private func identify() throws -> Reply {
        let login = try Terminal.ask("Username", propose: user?.login)
        let known = login == user?.login ? user?.password : nil
        let password = try Terminal.ask("Password", propose: known, hidden: true)
        return .identify(login: login, password: Secret(password))
    }

    private func chooseOktaVerify() -> Reply {
        for name in Words.authenticators(prompt) { Terminal.say("  \(name)") }
        Terminal.say("> Okta Verify")
        return .authenticator(.oktaVerify)
    }

    /// Where the link goes: an address or a number, and whatever else the form wants to know.
    private func address(_ form: Remediation) throws -> Answer {
        var values: [String: Value] = [:]
        for field in form.fields {
            values[field.path] = .text(try Terminal.ask(Words.field(field)))
        }
        return form.answer(values)
    }
}
