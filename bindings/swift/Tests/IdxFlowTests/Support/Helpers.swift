import Foundation
import IdxFlow
import Testing

/// Runs the first steps of scenario E1, so that the QR code of Okta Verify is shown.
func runnerAtQrCode(_ transport: any IdxTransport = URLSessionTransport()) async throws -> ScenarioRunner {
    let runner = try await ScenarioRunner(Scenario("E1"), transport: transport)
    try await runner.run(["identify", "ada@example.com", "Correct-Horse-1"])
    try await runner.run(["select_authenticator", "okta_verify"])
    return runner
}

/// A configuration for tests that never connect to an org.
let exampleConfig = FlowConfig(
    issuer: "https://id.acme.example", clientId: "0oa1client", redirectUri: "com.acme.app:/callback")

/// Returns the error that an operation throws, if it is an `IdxError`.
func idxError(of operation: () async throws -> Void) async -> IdxError? {
    do {
        try await operation()
        return nil
    } catch {
        return error as? IdxError
    }
}

extension IdxFlow {
    /// The prompt of the current state.
    nonisolated var shownPrompt: Prompt {
        get throws { try #require(state.prompt) }
    }
}

extension IdxError {
    var answerProblem: AnswerProblem? {
        if case .answer(let problem, _, _, _, _) = self { problem } else { nil }
    }

    var configProblem: ConfigProblem? {
        if case .config(let problem, _) = self { problem } else { nil }
    }

    var redirectProblem: RedirectProblem? {
        if case .redirect(let problem, _, _) = self { problem } else { nil }
    }
}

extension Prompt {
    /// A prompt with these remediations and messages.
    static func sample(_ remediations: [Remediation] = [], messages: [Message] = []) -> Prompt {
        Prompt(
            version: 1, intent: nil, remediations: remediations, authenticators: [], enrollments: [],
            currentAuthenticator: nil, contextualData: nil, messages: messages, user: nil, app: nil, captcha: nil,
            diagnostics: [])
    }
}

extension Failure {
    /// A failure without details.
    static func sample(_ kind: FailureKind, text: String = "") -> Failure {
        Failure(
            kind: kind, detail: .none, code: nil, messages: [], isInformational: false, oktaRequestId: nil, text: text)
    }
}

/// A request for tests of a transport.
func request(
    _ url: String, method: String = "POST", headers: [(String, String)] = [], body: String = "",
    purpose: Purpose = .submit, isIdempotent: Bool = false, timeout: TimeInterval? = nil
) -> TransportRequest {
    TransportRequest(
        id: 1, purpose: purpose, method: method, url: RedactedUrl(url),
        headers: headers.map { HttpHeader(name: $0.0, value: Secret($0.1)) }, body: Secret(body), isBackground: false,
        isIdempotent: isIdempotent, timeout: timeout)
}
