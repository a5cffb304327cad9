import Foundation
import IdxFlow
import Testing

extension AllTests {
    @Suite("WebAuthn, Duo, captcha, consent and FastPass")
    struct FactorTests {
        @Test("A WebAuthn assertion for the prompt's challenge is submitted")
        func webauthn() async throws {
            let (flow, transport) = try await flow(at: "challenge/webauthn.json")
            let ceremony = try #require(flow.state.prompt?.ceremonies.first)
            let options = try JSONSerialization.jsonObject(with: Data(ceremony.options.expose().utf8)) as? [String: Any]
            let challenge = try #require(options?["challenge"] as? String)
            try await flow.webauthn(assertion(challenge), on: flow.shownPrompt)
            #expect(try await transport.first(.submit).body.expose().contains(#""signatureData":"c2lnbmVk""#))
        }

        @Test("A WebAuthn assertion for another challenge is rejected")
        func otherChallenge() async throws {
            let (flow, _) = try await flow(at: "challenge/webauthn.json")
            let (state, prompt) = (flow.state, try flow.shownPrompt)
            let error = await idxError { try await flow.webauthn(assertion("b3RoZXI"), on: prompt) }
            #expect(error?.answerProblem == .webauthnResponse)
            #expect(flow.state == state)
        }

        @Test("The result of Duo's frame is submitted")
        func duo() async throws {
            let (flow, transport) = try await flow(at: "challenge/duo.json")
            try await flow.duo("AUTH|canary", on: flow.shownPrompt)
            #expect(try await transport.first(.submit).body.expose().contains(#""signatureData":"AUTH|canary""#))
        }

        @Test("The token of a captcha is submitted with the answer")
        func captcha() async throws {
            let (flow, transport) = try await flow(at: "prompts/identify-with-recaptcha.json")
            let prompt = try flow.shownPrompt
            let form = try #require(prompt.remediation(named: .identify))
            let answer = prompt.answer(form, ["identifier": .text("ada")])
            #expect(await idxError { try await flow.submit(answer) }?.answerProblem == .captcha)
            try await flow.submit(answer, captcha: "solved")
            #expect(try await transport.first(.submit).body.expose().contains(#""captchaToken":"solved""#))
        }

        @Test("The user consents to some of the scopes")
        func consent() async throws {
            let (flow, transport) = try await flow(at: "prompts/granular-consent.json")
            try await flow.consent(true, optedScopes: ["reports": false], on: flow.shownPrompt)
            let body = try await transport.first(.submit).body.expose()
            #expect(body.contains(#""consent":true"#) && body.contains(#""reports":false"#))
        }

        @Test("Okta Verify on this device is probed in the background, one port after the other")
        func loopback() async throws {
            let probes = AwaitableValue(0)
            let (flow, transport) = try await flow(at: "device/probe-loopback.json") { request in
                switch request.purpose {
                case .probe: probes.increment() == 1 ? nil : ""
                case .challenge: ""
                default: nil
                }
            }
            let poll = try await transport.first(.poll)
            let requests = transport.requests.value.filter(\.isLoopback)
            #expect(requests.map(\.purpose) == [.probe, .probe, .challenge])
            #expect(requests.map(\.timeout) == [0.1, 0.1, 300])
            #expect(requests[0].url != requests[1].url && poll.timeout == nil)
            #expect(requests.allSatisfy { !$0.body.expose().contains("stateHandle") && $0.isBackground })
            #expect(try await flow.deviceChallenge()?.method == .loopback)
        }
    }
}

/// Returns a flow whose current prompt is a fixture, and its transport. Other requests are passed to
/// `handler`.
private func flow(
    at fixture: String, handler: @escaping StubTransport.Handler = { _ in nil }
) async throws -> (IdxFlow, StubTransport) {
    let transport = try fixtureTransport(fixture, handler)
    let flow = try await IdxFlow.start(exampleConfig, transport: transport, clock: ManualClock())
    for await state in flow.states where state.prompt != nil { break }
    return (flow, transport)
}

private func assertion(_ challenge: String) -> String {
    let clientData = Data(#"{"type":"webauthn.get","challenge":"\#(challenge)"}"#.utf8).base64EncodedString()
    let base64url = clientData.replacingOccurrences(of: "=", with: "").replacingOccurrences(of: "/", with: "_")
        .replacingOccurrences(of: "+", with: "-")
    return """
        {"id":"a2V5","rawId":"a2V5","type":"public-key","clientExtensionResults":{},"response":{
         "clientDataJSON":"\(base64url)","authenticatorData":"AAEC","signature":"c2lnbmVk"}}
        """
}
