import Foundation
import IdxFlow
import Testing

extension AllTests {
    @Suite("Secret leaks")
    struct SecretLeakTests {
        @Test("No value of a flow shows a secret in any textual form", arguments: ["A4", "C4", "E1", "E7"])
        func values(of name: String) async throws {
            let scenario = try Scenario(name)
            let transport = RecordingTransport()
            let runner = try await ScenarioRunner(scenario, transport: transport)
            let snapshot = try await runner.flow.save()
            transport.scanner.update { $0.addJson(snapshot.expose()) }
            var texts: [String] = []
            for step in scenario.steps {
                try await runner.run(step)
                texts += try await textualForms(of: runner)
                transport.scanner.update { addUserInput(of: step, to: &$0) }
            }
            transport.scanner.update { scanner in
                for event in runner.log.events {
                    texts += textualForms(of: event)
                    if let qr = event.state?.qr { scanner.addImage(qr.png.data) }
                    if case .stateChanged(.done(let tokens)) = event { texts += textualForms(of: tokens) }
                }
            }
            let scanner = transport.scanner.value
            for text in texts { #expect(scanner.leak(in: text) == nil) }
            #expect(texts.count > 300)
            let expectedNames: Set = [
                "stateHandle", "interactionHandle", "verifier", "nonce", "DT", "passcode", "access_token",
            ]
            #expect(expectedNames.subtracting(scanner.names).isEmpty, "not collected")
        }

        @Test("The message of a failed expectation shows no secret")
        func failedExpectations() async throws {
            let transport = RecordingTransport()
            let runner = try await ScenarioRunner(Scenario("E1"), transport: transport)
            try await runner.run(Scenario("E1"))
            let (events, snapshot) = (runner.log.events, try await runner.flow.save())
            transport.scanner.update { $0.addJson(snapshot.expose()) }
            guard case .done(let tokens) = runner.flow.state else { throw IdxError.closed }
            let texts = AwaitableValue<[String]>([])
            withKnownIssue {
                #expect(events == [])
                #expect(snapshot == Snapshot(""))
                #expect(tokens.accessToken == "")
                #expect(tokens.idToken == nil)
                #expect(runner.flow.state.isFinal == false, "\(tokens)")
            } matching: { issue in
                texts.update { $0 += textualForms(of: issue) }
                return true
            }
            #expect(texts.value.joined().contains("[secret]"))
            for text in texts.value { #expect(transport.scanner.value.leak(in: text) == nil) }
        }

        @Test("The scanner finds a secret in each of its forms")
        func scanner() throws {
            var scanner = SecretScanner()
            let image = Data((0..<200).map { UInt8($0) })
            scanner.addImage(image)
            scanner.addJson(#"{"v": [{"name": "stateHandle", "value": "handle-1"}], "access_token": "token-2"}"#)
            scanner.addJson(#"{"href": "https://org.example.com/sso?stateToken=handle%2D3"}"#)
            #expect(scanner.leak(in: textualForms(of: LeakySample(text: "handle-1")).last ?? "") == ["stateHandle"])
            #expect(scanner.leak(in: "x token-2 y") == ["access_token"])
            #expect(scanner.leak(in: "handle-3") == ["stateToken"])
            #expect(scanner.leak(in: "data:image/png;base64," + image.base64EncodedString()) == ["qrcode"])
            #expect(scanner.leak(in: "\([UInt8](image))") == ["qrcode"])
            #expect(scanner.leak(in: "no secret") == nil)
        }
    }
}

/// A value that shows its text.
private struct LeakySample {
    let text: String
}

/// The results of all functions that turn a value into text.
private func textualForms(of value: Any) -> [String] {
    var dumped = ""
    dump(value, to: &dumped)
    let children = Mirror(reflecting: value).children.map { "\($0.label ?? ""): \($0.value)" }
    return ["\(value)", String(describing: value), String(reflecting: value), "\([value])", dumped] + children
}

/// The textual forms of a flow, of everything that it returns, and of its errors.
private func textualForms(of runner: ScenarioRunner) async throws -> [String] {
    let flow = runner.flow
    var values: [Any] = [flow, flow.state, try await flow.save()]
    if let json = try await flow.responseJson() { values.append(json) }
    if let prompt = flow.state.prompt { values += [prompt] + prompt.remediations }
    let callback = URL(string: "com.example.app:/callback?otp=canary-input&state=canary-input")!
    for call in [
        {
            let values: [String: Value] = ["credentials.passcode": "canary-input"]
            let version = flow.state.prompt?.version ?? 0
            try await flow.submit(Answer(remediation: "none", values: values, promptVersion: version))
        },
        { try await flow.handleRedirect(callback) },
    ] as [() async throws -> Void] {
        if let error = await idxError(of: call) { values += [error, error.localizedDescription] }
    }
    return values.flatMap { textualForms(of: $0) }
}

/// Adds the password or the code of a step.
private func addUserInput(of step: [String], to scanner: inout SecretScanner) {
    scanner.add("input", "canary-input")
    if step[0] == "identify", step.count == 3 { scanner.add("password", step[2]) }
    if step[0] == "enter_passcode" { scanner.add("passcode", step[1]) }
}
