import IdxFlow

/// Asks for the values of a prompt's form, line by line. It supports only the forms of this sample.
@MainActor
struct Form {
    let prompt: Prompt
    let user: Org.User?
    /// Whether the user has set up an authenticator during this sign-in.
    let hasEnrolled: Bool

    func fill() throws -> Reply {
        if prompt.remediation(named: .identify) != nil { return try identify() }
        if let form = prompt.remediation(named: .enrollmentChannelData) { return .submit(try answer(form)) }
        if prompt.offersOktaVerify { return selectOktaVerify() }
        if let form = prompt.remediation(named: .challengeAuthenticator), form.field("credentials.passcode") != nil {
            return .enterPasscode(Secret(try Terminal.readInput("Password or code", isHidden: true)))
        }
        if prompt.remediation(named: .skip) != nil {
            printOptions()
            Terminal.printLine("> \(Labels.skip(hasEnrolled: hasEnrolled))")
            return .proceed(.skip)
        }
        throw ExitError.failed("this program does not support the prompt \"\(Labels.title(prompt))\"")
    }

    private func identify() throws -> Reply {
        let login = try Terminal.readInput("Username", default: user?.login)
        let demoPassword = login == user?.login ? user?.password : nil
        let password = try Terminal.readInput("Password", default: demoPassword, isHidden: true)
        return .identify(login: login, password: Secret(password))
    }

    private func selectOktaVerify() -> Reply {
        printOptions()
        Terminal.printLine("> Okta Verify")
        return .selectAuthenticator(.oktaVerify)
    }

    private func printOptions() {
        if let options = Labels.options(prompt, hasEnrolled: hasEnrolled) { Terminal.printLine(options) }
    }

    private func answer(_ form: Remediation) throws -> Answer {
        var values: [String: Value] = [:]
        for field in form.fields {
            values[field.path] = .text(try Terminal.readInput(Labels.field(field)))
        }
        return prompt.answer(form, values)
    }
}
