import Foundation
import IdxFlow

private func overview() async throws {
    let config = FlowConfig(
        issuer: "https://id.acme.example", clientId: "0oa1client", redirectUri: "com.acme.app:/callback")
    let flow = try await IdxFlow.start(config)
    for await state in flow.states {
        switch state {
        case .ask(let prompt, _) where prompt.remediation(named: .identify) != nil:
            try await flow.identify("ada@example.com", password: "Correct-Horse-1", on: prompt)
        case .done(let tokens):
            print("Signed in with the scopes \(tokens.scopes)")
        default:
            print(state)
        }
    }
}

private func start() async throws {
    let config = FlowConfig(
        issuer: "https://id.acme.example/oauth2/default",
        clientId: "0oa1client",
        redirectUri: "com.acme.app:/callback")
    let flow = try await IdxFlow.start(config)

    for await state in flow.states {
        switch state {
        case .working(_, let retry): print(retry == nil ? "Signing in…" : "Trying again…")
        case .ask(let prompt, _): print("Forms:", prompt.remediations.map(\.id))
        case .showQr(_, let qr, _): print("\(qr.alt): \(qr.png.data.count) bytes")
        case .waiting: print("Check your phone")
        case .redirect(_, let url): print("Open \(url)")
        case .done(let tokens): print("Signed in with the scopes \(tokens.scopes)")
        case .doneWithCode: print("Send the interaction code to your server")
        case .failed(let failure): print(failure.messages.first?.text ?? failure.text)
        }
    }
}

private func answers(flow: IdxFlow, prompt: Prompt) async throws {
    try await flow.identify("ada@example.com", password: "Correct-Horse-1", on: prompt)
    try await flow.selectAuthenticator(.oktaVerify, on: prompt)
    try await flow.selectChannel(.email, on: prompt)  // "Can't scan?"
    try await flow.enterPasscode("123456", on: prompt)
    try await flow.proceed(.resend, on: prompt)
}

private func errors(flow: IdxFlow, prompt: Prompt) async throws {
    do {
        try await flow.enterPasscode("123456", on: prompt)
    } catch IdxError.answer(.rateLimited, _, let retryAfter?, _, _) {
        print("Try again in \(Int(retryAfter.rounded(.up))) seconds")
    } catch IdxError.answer(.stalePrompt, _, _, _, _) {
        print("The prompt has changed. Answer the new one.")
    }
}

private func form(flow: IdxFlow) async throws {
    if let prompt = flow.state.prompt, let form = prompt.remediation(named: .enrollProfile) {
        for field in form.fields {
            print(field.path, field.label ?? "", field.isRequired ? "(required)" : "")
        }
        let values: [String: Value] = ["userProfile.email": "ada@example.com", "userProfile.lastName": "Lovelace"]
        try await flow.submit(prompt.answer(form, values))
    }
}

private func paths(flow: IdxFlow, prompt: Prompt, form: Remediation) async throws {
    let answer = prompt.answer(form, ["identifier": "ada@example.com", "rememberMe": true])
    try await flow.submit(answer)
}

/// Returns the text of a notice for the user.
func text(of notice: Notice) -> String {
    switch notice {
    case .answerMayBeLost: "Your last answer may not have reached the server. Check your input and try again."
    case .rateLimited(_, let retryAt):
        "Too many attempts. Try again at \(retryAt.formatted(date: .omitted, time: .shortened)), or choose another way."
    }
}

private func interactionCode(config: FlowConfig, flow: IdxFlow) async throws {
    let code = try await flow.interactionCode()
    let tokens = try await IdxFlow.exchange(code, config: config)
    print("Signed in with the scopes \(tokens.scopes)")
}

private func knownValues(config: FlowConfig) async throws {
    let known = KnownValues(
        goal: .signIn, identifier: "ada@example.com", password: "Correct-Horse-1",
        factors: [PreferredFactor(authenticator: .oktaEmail)])
    let flow = try await IdxFlow.start(config, known: known)
    print(flow.state)
}

private func observer(config: FlowConfig) async throws {
    let flow = try await IdxFlow.start(config, observer: { event in print(event) })
    await flow.close()
}
