import Foundation
import IdxFlow
import IdxFlowEngine
import Testing

extension AllTests {
    @Suite("Values")
    struct ValueTests {
        @Test("Literals become values")
        func literals() {
            let values: [String: Value] = ["a": "text", "b": true, "c": 42, "d": -1.5, "e": ["x", "y"]]
            #expect(
                values == [
                    "a": .text(text: "text"), "b": .bool(value: true), "c": .number(text: "42"),
                    "d": .number(text: "-1.5"), "e": .textList(texts: ["x", "y"]),
                ])
            #expect(Value.text("t") == .text(Secret("t")))
        }

        @Test("Invalid UTF-8 in a response body is replaced")
        func invalidUtf8() {
            let response = TransportResponse(status: 200, headers: [("A", "b")], bytes: Data([0x61, 0xFF, 0x62]))
            #expect(response.body.expose() == "a\u{FFFD}b")
            #expect(response.headers == [HttpHeader(name: "A", value: "b")])
            #expect(TransportResponse(status: .max, headers: [], bytes: Data()).status == .max)
        }

        @Test("A password is checked against the policy of the prompt")
        func passwordPolicy() async throws {
            let scenario = try Scenario("A4")
            let runner = try await ScenarioRunner(scenario)
            for step in scenario.steps.prefix(3) { try await runner.run(step) }
            let checks = try await runner.flow.checkPassword("weak-password")
            #expect(checks.contains(PasswordRuleCheck(rule: .minLength(count: 8), isSatisfied: true)))
            #expect(checks.contains(PasswordRuleCheck(rule: .minNumber(count: 1), isSatisfied: false)))
        }

        @Test("The system clock does not sleep for a negative time, and stops when the task is canceled")
        func systemClock() async throws {
            let clock = SystemClock()
            try await clock.sleep(for: -1)
            let sleep = Task { try await clock.sleep(for: .greatestFiniteMagnitude) }
            sleep.cancel()
            await #expect(throws: CancellationError.self) { try await sleep.value }
        }

        @Test("The dump of an ID token does not identify the user")
        func idToken() {
            let token = IdToken(
                raw: "canary", claims: "canary", subject: "canary", issuer: "https://id.acme.example",
                expiresAt: .distantFuture, issuedAt: .distantPast, authTime: nil, name: "canary",
                preferredUsername: "canary", email: "canary")
            var text = ""
            dump([token], to: &text)
            #expect(!text.contains("canary") && Mirror(reflecting: token).children.isEmpty)
        }

        @Test("The description of a URL omits its query and fragment")
        func redactedUrl() {
            #expect("\(RedactedUrl("https://a.example/b?c=d#e"))" == "https://a.example/b")
            #expect("\(RedactedUrl("https://a.example/b#token"))" == "https://a.example/b")
            #expect(RedactedUrl("https://a.example/?c=d").url?.query == "c=d")
        }
    }

    @Suite("Errors")
    struct ErrorTests {
        @Test("An invalid configuration is rejected with a reason")
        func configuration() async {
            let config = FlowConfig(issuer: "http://id.acme.example", clientId: "c", redirectUri: "app:/callback")
            let error = await idxError { _ = try await IdxFlow.start(config, transport: UnresponsiveTransport()) }
            #expect(error?.problem == .configuration)
            #expect(error?.localizedDescription.contains("https") == true)
        }

        @Test("Every error has a description, which is the engine's text if there is one")
        func descriptions() {
            let failure = Failure(
                kind: .denied, code: nil, description: nil, messages: [], isInformational: false, text: "t0")
            let errors: [(any Error, String)] = [
                (IdxError.input(problem: .missing, field: "a", text: "t1"), "t1"),
                (IdxError.restore(isNewer: true, text: "t2"), "t2"),
                (IdxError.failed(failure), "t0"),
                (IdxError.closed, "the flow is closed"),
                (IdxError.noEntropy(text: "t3"), "t3"),
                (IdxError.internal(text: "t4"), "t4"),
                (FlowError.Input(problem: .missing, field: nil, text: "t5"), "t5"),
                (FlowError.Restore(isNewer: false, text: "t6"), "t6"),
                (FlowError.NoEntropy(text: "t7"), "t7"),
                (FlowError.Internal(text: "t8"), "t8"),
            ]
            for (error, text) in errors { #expect(error.localizedDescription == text) }
        }

        @Test("A flow with stopAtCode ends with an interaction code, and tokens() throws")
        func interactionCode() async throws {
            let simulator = try Simulator()
            let org = simulator.org
            let config = FlowConfig(
                issuer: org.issuer, clientId: org.clientId, redirectUri: org.redirectUri, stopAtCode: true)
            let log = EventLog()
            let flow = try await IdxFlow.start(config, transport: URLSessionTransport(), observer: log.observer)
            try await log.settledState()
            try await flow.identify("ada@example.com", password: "Correct-Horse-1")
            let code = try await flow.interactionCode()
            #expect(flow.state == .doneWithCode(code))
            #expect(await idxError { _ = try await flow.tokens() }?.problem == .configuration)
        }
    }
}
