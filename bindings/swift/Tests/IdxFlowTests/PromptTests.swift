import Foundation
import IdxFlowEngine
import Testing

@testable import IdxFlow

extension AllTests {
    @Suite("Prompts")
    struct PromptTests {
        @Test("An unchanged prompt is fetched from the engine only once")
        func fetchedOnce() async throws {
            let snapshot = Snapshot(try Workspace.text("tests/fixtures/snapshots/prompt-redirect.json"))
            let engine = CountingEngine(unsafeFromHandle: try Engine.restore(snapshot: snapshot).uniffiCloneHandle())
            let flow = IdxFlow(engine, transport: UnresponsiveTransport(), clock: ManualClock(), observer: nil)
            for _ in 0..<3 { await flow.performNextAction() }
            #expect(flow.state.prompt != nil)
            #expect(engine.promptCalls.value == 1)
        }

        @Test("Remediations and fields are found by name, ID and path, including the fields of choices")
        func lookup() async throws {
            let runner = try await runnerAtQrCode()
            let prompt = try #require(runner.flow.state.prompt)
            let form = try #require(prompt.remediation(named: .selectAuthenticatorEnroll))
            #expect(form == prompt.remediation("select-authenticator-enroll"))
            #expect(prompt.remediation(named: .skip) == nil && prompt.remediation("skip") == nil)
            let channel = try #require(form.field("authenticator#0.channel"))
            #expect(channel.choices.map(\.id) == ["qrcode", "email", "sms"])
            #expect(form.field("authenticator#1.channel") == nil)
        }

        @Test("allMessages contains the messages of the prompt, its fields, hidden fields and choices")
        func allMessages() {
            let inner = field("d", [message("4")])
            let choice = Choice(
                id: "c", label: nil, fields: [inner], hidden: [field("e", [message("5")])], authenticator: nil,
                methodType: nil, enrollmentId: nil, optionalConstants: [])
            let form = Remediation(
                id: "form", name: "form", source: .remediation,
                fields: [field("a", [message("2")]), field("b", [message("3")], choices: [choice])],
                hidden: [field("f", [message("6")])], optionalConstants: [], captcha: nil, authenticator: nil,
                methodType: nil, idp: nil, label: nil, scopes: [], refresh: nil, isForm: true, isPoll: false)
            let prompt = Prompt.sample([form], messages: [message("1")])
            #expect(prompt.allMessages.map(\.text) == ["1", "2", "3", "4", "5", "6"])
        }
    }
}

/// An engine that counts how often its prompt is fetched.
private final class CountingEngine: Engine, @unchecked Sendable {
    let promptCalls = AwaitableValue(0)

    override func prompt() throws -> Prompt? {
        _ = promptCalls.increment()
        return try super.prompt()
    }
}

private func message(_ text: String) -> Message {
    Message(key: nil, params: [], severity: nil, text: text, field: nil, links: [])
}

private func field(_ path: String, _ messages: [Message], choices: [Choice] = []) -> Field {
    Field(
        path: path, label: nil, kind: .text, isRequired: false, isOptional: false, isSecret: false, value: nil,
        isChoice: !choices.isEmpty, isMultipleChoice: false, choices: choices, messages: messages, minLength: nil,
        maxLength: nil, hints: nil)
}
