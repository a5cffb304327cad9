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

        @Test("The request ID of Okta's support is found in any case, and only if it is safe to log")
        func oktaRequestId() {
            let values: [(String, String?)] = [
                ("req_1-A", "req_1-A"), ("", nil), ("a b", nil), ("é", nil), (String(repeating: "a", count: 129), nil),
            ]
            for (value, expected) in values {
                let headers = [(name: "X-Okta-Request-ID", value: value)]
                let response = TransportResponse(status: 200, headers: headers, bytes: Data())
                #expect(response.oktaRequestId == expected)
            }
            #expect(TransportResponse(status: 200, headers: [], bytes: Data()).oktaRequestId == nil)
        }

        @Test("An answer can leave out an optional constant")
        func omittedConstant() {
            let answer = Answer(remediation: "form", values: ["a": true], promptVersion: 3)
            let expected = Answer(remediation: "form", values: ["a": true], omitted: ["b"], promptVersion: 3)
            #expect(answer.without("b") == expected && answer.without("b").without("b") == expected)
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
        @Test("Every error has a description, which is the engine's text if there is one")
        func descriptions() {
            let errors: [(any Error, String)] = [
                (IdxError.config(problem: .issuer, text: "t1"), "t1"),
                (IdxError.answer(problem: .missing, field: "a", retryAfter: nil, rules: [], text: "t2"), "t2"),
                (IdxError.redirect(problem: .withoutResult, otp: nil, text: "t3"), "t3"),
                (IdxError.restore(isNewer: true, text: "t4"), "t4"),
                (IdxError.failed(.sample(.denied, text: "t5")), "t5"),
                (IdxError.closed, "the flow is closed"),
                (IdxError.noEntropy(text: "t6"), "t6"),
                (IdxError.internal(text: "t7"), "t7"),
                (FlowError.Config(problem: .issuer, text: "t8"), "t8"),
                (FlowError.Answer(problem: .missing, field: nil, retryAfter: nil, rules: [], text: "t9"), "t9"),
                (FlowError.Redirect(problem: .withoutResult, otp: nil, text: "t10"), "t10"),
                (FlowError.Restore(isNewer: false, text: "t11"), "t11"),
                (FlowError.NoEntropy(text: "t12"), "t12"),
                (FlowError.Internal(text: "t13"), "t13"),
            ]
            for (error, text) in errors { #expect(error.localizedDescription == text) }
        }
    }
}
