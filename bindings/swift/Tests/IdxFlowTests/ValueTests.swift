import Foundation
import IdxFlow
import IdxFlowEngine
import Testing

extension All {
    @Suite("Values and their helpers")
    struct Values {
        @Test("Native values become the engine's")
        func nativeValues() {
            let values: [String: Value] = ["a": "text", "b": true, "c": 42, "d": -1.5, "e": ["x", "y"]]
            #expect(
                values == [
                    "a": .text(text: "text"), "b": .bool(value: true), "c": .number(text: "42"),
                    "d": .number(text: "-1.5"), "e": .textList(texts: ["x", "y"]),
                ])
            #expect(Value.text("t") == .text(Secret("t")))
        }

        @Test("A prompt is searched by name, by id and by path, also in the forms of choices")
        func search() async throws {
            let runner = try await atTheCode()
            let prompt = try #require(runner.flow.state.prompt)
            #expect(prompt.remediation(named: .selectAuthenticatorEnroll) == prompt.remediation("select-authenticator-enroll"))
            #expect(prompt.remediation(named: .skip) == nil && prompt.remediation("skip") == nil)
            let form = try #require(prompt.remediation(named: .selectAuthenticatorEnroll))
            let channel = try #require(form.field("authenticator#0.channel"))
            #expect(channel.choices.map(\.id) == ["qrcode", "email", "sms"])
            #expect(form.field("authenticator#1.channel") == nil)
        }

        @Test("All messages are those at the top, then those at fields, hidden ones and those of choices included")
        func messages() {
            let inner = field("d", [message("4")])
            let choice = Choice(
                id: "c", label: nil, fields: [inner], hidden: [field("e", [message("5")])], authenticator: nil)
            let form = Remediation(
                id: "form", name: "form", place: .remediation,
                fields: [field("a", [message("2")]), field("b", [message("3")], choices: [choice])],
                hidden: [field("f", [message("6")])], captcha: nil, authenticator: nil, idp: nil, label: nil,
                scopes: [], refresh: nil, isForm: true, isPoll: false)
            let prompt = Prompt(
                intent: nil, remediations: [form], authenticators: [], enrollments: [], current: nil, context: nil,
                messages: [message("1")], user: nil, app: nil, captcha: nil, diagnostics: [])
            #expect(prompt.allMessages.map(\.text) == ["1", "2", "3", "4", "5", "6"])
        }

        @Test("A body that is no UTF-8 is read all the same")
        func malformed() {
            let response = TransportResponse(status: 200, headers: [("A", "b")], bytes: Data([0x61, 0xFF, 0x62]))
            #expect(response.body.expose() == "a\u{FFFD}b")
            #expect(response.headers == [HttpHeader(name: "A", value: "b")])
            #expect(TransportResponse(status: .max, headers: [], bytes: Data()).status == .max)
        }

        @Test("A password is checked while it is typed")
        func passwords() async throws {
            let runner = try await ScenarioRunner(Script("A4"))
            for step in try Script("A4").steps.prefix(3) { try await runner.take(step) }
            let checks = try await runner.flow.checkPassword("weak-password")
            #expect(checks.contains(PasswordRuleCheck(rule: .minLength(count: 8), holds: true)))
            #expect(checks.contains(PasswordRuleCheck(rule: .minNumber(count: 1), holds: false)))
        }

        @Test("The system's clock does not sleep for what is over, and stops sleeping when it is canceled")
        func systemClock() async throws {
            let clock = SystemClock()
            try await clock.sleep(for: -1)
            let sleep = Task { try await clock.sleep(for: .greatestFiniteMagnitude) }
            sleep.cancel()
            await #expect(throws: CancellationError.self) { try await sleep.value }
        }

        @Test("An ID token that is dumped does not say who the user is")
        func idTokens() {
            let token = IdToken(
                raw: "canary", claims: "canary", subject: "canary", issuer: "https://id.acme.example",
                expiresAt: .distantFuture, issuedAt: .distantPast, authTime: nil, name: "canary",
                preferredUsername: "canary", email: "canary")
            var text = ""
            dump([token], to: &text)
            #expect(!text.contains("canary") && Mirror(reflecting: token).children.isEmpty)
        }

        @Test("An address that is printed leaves out its query and its fragment")
        func addresses() {
            #expect("\(RedactedUrl("https://a.example/b?c=d#e"))" == "https://a.example/b")
            #expect("\(RedactedUrl("https://a.example/b#token"))" == "https://a.example/b")
            #expect(RedactedUrl("https://a.example/?c=d").url?.query == "c=d")
        }
    }

    @Suite("Errors")
    struct Errors {
        @Test("A configuration that cannot be used says why")
        func configuration() async {
            let config = FlowConfig(issuer: "http://id.acme.example", clientId: "c", redirectUri: "app:/callback")
            let wrong = await error { _ = try await IdxFlow.start(config, transport: SilentTransport()) }
            #expect(wrong?.problem == .configuration)
            #expect(wrong?.localizedDescription.contains("https") == true)
        }

        @Test("Each has a text of its own, which is the engine's where it has one")
        func list() {
            let failure = Failure(
                kind: .denied, code: nil, description: nil, messages: [], isInformational: false, text: "t0")
            let errors: [(any Error, String)] = [
                (IdxError.input(problem: .missing, field: "a", text: "t1"), "t1"),
                (IdxError.restore(newer: true, text: "t2"), "t2"),
                (IdxError.failed(failure), "t0"),
                (IdxError.closed, "the flow was closed"),
                (IdxError.noEntropy(text: "t3"), "t3"),
                (IdxError.internal(text: "t4"), "t4"),
                (FlowError.Input(problem: .missing, field: nil, text: "t5"), "t5"),
                (FlowError.Restore(newer: false, text: "t6"), "t6"),
                (FlowError.NoEntropy(text: "t7"), "t7"),
                (FlowError.Internal(text: "t8"), "t8"),
            ]
            for (error, text) in errors { #expect(error.localizedDescription == text) }
        }

        @Test("A flow that stops at the code ends with it, and says so to who waits for tokens")
        func code() async throws {
            let sim = try Sim()
            let config = FlowConfig(
                issuer: sim.org.issuer, clientId: sim.org.clientId, redirectUri: sim.org.redirectUri, stopAtCode: true)
            let log = Log()
            let flow = try await IdxFlow.start(config, transport: URLSessionTransport(), observer: log.observer)
            try await log.settled()
            try await flow.identify("ada@example.com", password: "Correct-Horse-1")
            let code = try await flow.interactionCode()
            #expect(flow.state == .doneWithCode(code))
            #expect(await error { _ = try await flow.tokens() }?.problem == .configuration)
        }
    }
}

private func message(_ text: String) -> Message {
    Message(key: nil, params: [], severity: nil, text: text, field: nil, links: [])
}

private func field(_ path: String, _ messages: [Message], choices: [Choice] = []) -> Field {
    Field(
        path: path, label: nil, kind: .text, required: false, optional: false, secret: false, value: nil,
        isChoice: !choices.isEmpty, choices: choices, messages: messages, minLength: nil, maxLength: nil, hints: nil)
}
