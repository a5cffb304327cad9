import Foundation
import IdxFlow
import Testing

extension All {
    @Suite("No secret shows")
    struct NoSecretShows {
        @Test("Not in any form of any value that a flow hands out", arguments: ["A4", "C4", "E1", "E7"])
        func inAnyForm(of name: String) async throws {
            let script = try Script(name)
            let transport = RecordingTransport()
            let runner = try await ScenarioRunner(script, transport: transport)
            let saved = try await runner.flow.save()
            transport.secrets.change { $0.json(text: saved.expose()) }
            var shown: [String] = []
            for step in script.steps {
                try await runner.take(step)
                shown += try await forms(of: runner)
                transport.secrets.change { typed(in: step, &$0) }
            }
            transport.secrets.change { secrets in
                for event in runner.log.events {
                    shown += forms(of: event)
                    if let qr = event.shown?.qr { secrets.picture(qr.png.data) }
                    if case .stateChanged(.done(let tokens)) = event { shown += forms(of: tokens) }
                }
            }
            let secrets = transport.secrets.value
            for text in shown { #expect(secrets.shown(in: text) == nil) }
            #expect(shown.count > 300)
            let always: Set = [
                "stateHandle", "interactionHandle", "verifier", "nonce", "DT", "passcode", "access_token",
            ]
            #expect(always.subtracting(secrets.kinds).isEmpty, "not watched for")
        }

        @Test("Not in what a failed expectation says")
        func inFailedExpectations() async throws {
            let transport = RecordingTransport()
            let runner = try await ScenarioRunner(Script("E1"), transport: transport)
            try await runner.runScenario(Script("E1"))
            let (events, saved) = (runner.log.events, try await runner.flow.save())
            transport.secrets.change { $0.json(text: saved.expose()) }
            guard case .done(let tokens) = runner.flow.state else { throw IdxError.closed }
            let said = Watched<[String]>([])
            withKnownIssue {
                #expect(events == [])
                #expect(saved == Snapshot(""))
                #expect(tokens.accessToken == "")
                #expect(tokens.idToken == nil)
                #expect(runner.flow.state.isFinal == false, "\(tokens)")
            } matching: { issue in
                said.change { $0 += forms(of: issue) }
                return true
            }
            #expect(said.value.joined().contains("[secret]"))
            for text in said.value { #expect(transport.secrets.value.shown(in: text) == nil) }
        }

        @Test("The secrets sing where one shows, in each of its forms")
        func theySing() throws {
            var secrets = SecretScanner()
            let picture = Data((0..<200).map { UInt8($0) })
            secrets.picture(picture)
            secrets.json(text: #"{"v": [{"name": "stateHandle", "value": "handle-1"}], "access_token": "token-2"}"#)
            secrets.json(text: #"{"href": "https://org.example.com/sso?stateToken=handle%2D3"}"#)
            #expect(secrets.shown(in: forms(of: LeakySample(text: "handle-1")).last ?? "") == ["stateHandle"])
            #expect(secrets.shown(in: "x token-2 y") == ["access_token"])
            #expect(secrets.shown(in: "handle-3") == ["stateToken"])
            #expect(secrets.shown(in: "data:image/png;base64," + picture.base64EncodedString()) == ["qrcode"])
            #expect(secrets.shown(in: "\([UInt8](picture))") == ["qrcode"])
            #expect(secrets.shown(in: "nothing of the kind") == nil)
            #expect(forms(of: LeakySample(text: "handle-1")).filter { secrets.shown(in: $0) != nil }.count >= 4)
        }
    }
}

/// What shows its text.
private struct LeakySample {
    let text: String
}

/// Every way in which Swift turns a value into text.
private func forms(of value: Any) -> [String] {
    var dumped = ""
    dump(value, to: &dumped)
    let children = Mirror(reflecting: value).children.map { "\($0.label ?? ""): \($0.value)" }
    return ["\(value)", String(describing: value), String(reflecting: value), "\([value])", dumped] + children
}

/// Everything that a flow hands out, and the flow itself, in every form.
private func forms(of runner: ScenarioRunner) async throws -> [String] {
    let flow = runner.flow
    var values: [Any] = [flow, flow.state, try await flow.save()]
    if let json = try await flow.responseJson() { values.append(json) }
    if let prompt = flow.state.prompt { values += [prompt, prompt] + prompt.remediations }
    for call in [
        { try await flow.submit(Answer(remediation: "none", values: ["credentials.passcode": "typed-in-vain"])) },
        { try await flow.handleRedirect(URL(string: "com.example.app:/callback?otp=typed-in-vain&state=typed-in-vain")!) },
    ] as [() async throws -> Void] {
        if let error = await error(of: call) { values += [error, error.localizedDescription] }
    }
    return values.flatMap { forms(of: $0) }
}

/// The passwords and codes of a step.
private func typed(in step: [String], _ secrets: inout SecretScanner) {
    secrets.add("typed", "typed-in-vain")
    if step[0] == "identify", step.count == 3 { secrets.add("password", step[2]) }
    if step[0] == "passcode" { secrets.add("passcode", step[1]) }
}
