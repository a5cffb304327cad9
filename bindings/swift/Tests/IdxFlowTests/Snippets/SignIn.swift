import Foundation
import IdxFlow

/// Signs in with a username and a password.
func signIn(_ config: FlowConfig, username: String, password: String) async throws -> Tokens {
    let flow = try await IdxFlow.start(config)
    for await state in flow.states {
        switch state {
        case .ask(let prompt, _):
            // If the server rejects an answer, the next prompt contains an error message.
            if let message = prompt.allMessages.first(where: { $0.severity == .error }) {
                throw SignInError(errorDescription: message.text)
            }
            // If an answer is lost, the next prompt has a notice. The flow does not send it again.
            if prompt.notice != nil {
                throw SignInError(errorDescription: "The server did not respond. Try again later.")
            }
            if prompt.remediation(named: .identify) != nil {
                try await flow.identify(username, password: Secret(password), on: prompt)
            } else {
                try await flow.enterPasscode(Secret(password), on: prompt)
            }
        case .showQr, .waiting, .redirect:
            throw SignInError(errorDescription: "This sample supports only a username and a password.")
        case .working, .done, .doneWithCode, .failed:
            break
        }
    }
    return try await flow.tokens()
}

struct SignInError: LocalizedError {
    let errorDescription: String?
}

private func callSignIn() async throws {
    let config = FlowConfig(
        issuer: "http://127.0.0.1:7400", clientId: "0oa1simulatedclient7", redirectUri: "com.example.app:/callback")
    let tokens = try await signIn(config, username: "ada@example.com", password: "Correct-Horse-1")
    print("Signed in with the scopes \(tokens.scopes)")
}
