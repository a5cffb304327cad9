import Foundation
import IdxFlow
import Testing

extension AllTests {
    @Suite("Known values")
    struct KnownValuesTests {
        @Test("Known values sign the user in without a prompt on the screen")
        func signIn() async throws {
            let (flow, log) = try await flow(Scenario("P1").setup, known())
            #expect(flow.state.tokens?.idToken?.preferredUsername == "ada@example.com")
            #expect(log.states.count == 1, "only the final state is shown")
            let answers = log.events.compactMap { if case .answerSubmitted(let answer) = $0 { answer } else { nil } }
            #expect(answers.map(\.remediation) == ["identify"])
        }

        @Test("The prompt is shown as soon as a value is missing")
        func missingValue() async throws {
            let (flow, log) = try await flow(Scenario("P5").setup, known())
            #expect(try flow.shownPrompt.remediation(named: .challengeAuthenticator) != nil)
            #expect(log.states.count == 1)
        }

        @Test("A value that the server rejects is not sent again, and the prompt is shown")
        func rejectedValue() async throws {
            let (flow, log) = try await flow(Scenario("P1").setup, known(password: "Wrong-Horse-1"))
            #expect(try flow.shownPrompt.allMessages.map(\.key) == ["errors.E0000004"])
            #expect(log.requests.filter { $0.purpose == .submit }.count == 1)
            try await flow.identify("ada@example.com", password: "Correct-Horse-1", on: flow.shownPrompt)
            #expect(try await flow.tokens().idToken != nil)
        }

        @Test("If the engine refuses a known value, nothing is sent and the prompt is shown")
        func refusedValue() async throws {
            let users = #"[{"login": "ada@example.com", "password": "Correct-Horse-1", "password_state": "expired"}]"#
            let known = KnownValues(
                goal: .signIn, identifier: "ada@example.com", password: "Correct-Horse-1", newPassword: "weak")
            let (flow, log) = try await flow(Data(#"{"users": \#(users)}"#.utf8), known)
            #expect(try flow.shownPrompt.remediation(named: .reenrollAuthenticator) != nil)
            #expect(log.requests.filter { $0.purpose == .submit }.count == 1)
        }

        @Test("A snapshot contains no known values, and a restored flow asks the user")
        func restore() async throws {
            let transport = GatedTransport()
            transport.set(.introspect, .held)
            let simulator = try Simulator()
            let flow = try await IdxFlow.start(simulator.config, known: known(), transport: transport)
            let snapshot = try await flow.save()
            await flow.close()
            #expect(!snapshot.expose().contains("ada@example.com") && !snapshot.expose().contains("Correct-Horse-1"))

            transport.set(.introspect, nil)
            let log = EventLog()
            let restored = try await IdxFlow.restore(snapshot, transport: transport, observer: log.observer)
            try await log.settledState()
            #expect(try restored.shownPrompt.remediation(named: .identify) != nil)
        }
    }
}

private func known(password: Secret = "Correct-Horse-1") -> KnownValues {
    KnownValues(goal: .signIn, identifier: "ada@example.com", password: password)
}

/// Starts an org and a flow with known values, and waits until the flow shows a prompt or has ended.
private func flow(_ setup: Data, _ known: KnownValues) async throws -> (IdxFlow, EventLog) {
    let (simulator, log) = (try Simulator(setup: setup), EventLog())
    let transport = SimulatorTransport(simulator)
    let flow = try await IdxFlow.start(
        simulator.config, known: known, transport: transport, clock: ManualClock(), observer: log.observer)
    try await log.settledState()
    return (flow, log)
}

/// A transport that keeps its simulator running.
private struct SimulatorTransport: IdxTransport {
    private let simulator: Simulator
    private let transport = URLSessionTransport()

    init(_ simulator: Simulator) { self.simulator = simulator }

    func send(_ request: TransportRequest) async throws -> TransportResponse {
        try await transport.send(request)
    }
}
