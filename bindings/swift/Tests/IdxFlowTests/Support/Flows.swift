import Foundation
import IdxFlow

/// Okta Verify's QR code is on the screen.
func atTheCode(_ transport: any IdxTransport = URLSessionTransport()) async throws -> ScenarioRunner {
    let runner = try await ScenarioRunner(Script("E1"), transport: transport)
    for step in runner.firstSteps { try await runner.take(step) }
    return runner
}

extension ScenarioRunner {
    fileprivate var firstSteps: [[String]] {
        [["identify", "ada@example.com", "Correct-Horse-1"], ["authenticator", "okta_verify"]]
    }

    /// Lets the poll that is due go out, without waiting for what comes of it.
    func letPoll() async throws {
        let seconds = try await clock.pendingSleep()
        try await sim.advance(by: seconds)
        clock.advance(by: seconds)
    }
}

/// A configuration of an org that is never asked.
let anywhere = FlowConfig(
    issuer: "https://id.acme.example", clientId: "0oa1client", redirectUri: "com.acme.app:/callback")

/// The error of an operation, if it is one of the package's.
func error(of work: () async throws -> Void) async -> IdxError? {
    do {
        try await work()
        return nil
    } catch {
        return error as? IdxError
    }
}

extension IdxError {
    /// What is wrong with what was given.
    var problem: InputProblem? {
        if case .input(let problem, _, _) = self { problem } else { nil }
    }
}
