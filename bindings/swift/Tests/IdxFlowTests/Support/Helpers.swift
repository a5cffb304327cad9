import Foundation
import IdxFlow

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

extension IdxError {
    var problem: InputProblem? {
        if case .input(let problem, _, _) = self { problem } else { nil }
    }
}
