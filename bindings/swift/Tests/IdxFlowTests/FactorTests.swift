import Foundation
import IdxFlow
import Testing

extension All {
    @Suite("What a program answers rather than a person")
    struct Factors {
        @Test("A ceremony's options go out, and what the platform gave back goes in")
        func webauthn() async throws {
            let (flow, network) = try await at("challenge/webauthn.json")
            let ceremony = try #require(flow.state.prompt?.ceremonies.first)
            let options = try JSONSerialization.jsonObject(with: Data(ceremony.options.expose().utf8)) as? [String: Any]
            let challenge = try #require(options?["challenge"] as? String)
            try await flow.webauthn(assertion(challenge))
            #expect(try await network.first(.submit).body.expose().contains(#""signatureData":"c2lnbmVk""#))
        }

        @Test("What answers another challenge is refused")
        func otherChallenge() async throws {
            let (flow, _) = try await at("challenge/webauthn.json")
            let state = flow.state
            let refusal = await error { try await flow.webauthn(assertion("b3RoZXI")) }
            #expect(refusal?.problem == .webauthnResponse)
            #expect(flow.state == state)
        }

        @Test("What Duo's frame came back with is given")
        func duo() async throws {
            let (flow, network) = try await at("challenge/duo.json")
            try await flow.duo("AUTH|canary")
            #expect(try await network.first(.submit).body.expose().contains(#""signatureData":"AUTH|canary""#))
        }

        @Test("A captcha's token comes with the answer")
        func captcha() async throws {
            let (flow, network) = try await at("prompts/identify-with-recaptcha.json")
            let form = try #require(flow.state.prompt?.remediation(named: .identify))
            let answer = Answer(remediation: form.id, values: ["identifier": .text("ada")])
            #expect(await error { try await flow.submit(answer) }?.problem == .captcha)
            try await flow.submit(answer, captcha: "solved")
            #expect(try await network.first(.submit).body.expose().contains(#""captchaToken":"solved""#))
        }

        @Test("A user agrees to some of the scopes")
        func consent() async throws {
            let (flow, network) = try await at("prompts/granular-consent.json")
            try await flow.consent(true, opted: ["reports": false])
            let body = try await network.first(.submit).body.expose()
            #expect(body.contains(#""consent":true"#) && body.contains(#""reports":false"#))
        }

        @Test("Okta Verify on this device is asked in the background, port by port")
        func device() async throws {
            let probes = Watched(0)
            let (flow, network) = try await at("device/probe-loopback.json") { request in
                switch request.purpose {
                case .probe: probes.next() == 1 ? nil : ""
                case .challenge: ""
                default: nil
                }
            }
            let poll = try await network.first(.poll)
            let asked = network.sent.value.filter(\.isLoopback)
            #expect(asked.map(\.purpose) == [.probe, .probe, .challenge])
            #expect(asked.map(\.timeout) == [0.1, 0.1, 300])
            #expect(asked[0].url != asked[1].url && poll.timeout == nil)
            #expect(asked.allSatisfy { !$0.body.expose().contains("stateHandle") && $0.background })
            #expect(try await flow.deviceChallenge()?.method == .loopback)
        }
    }
}

/// A flow on this prompt, and its network: it answers what `others` does.
private func at(
    _ prompt: String, others: @escaping Replying.Reply = { _ in nil }
) async throws -> (IdxFlow, Replying) {
    let prompt = try Workspace.text("tests/fixtures/\(prompt)")
    let network = Replying { request in
        switch request.purpose {
        case .interact: #"{"interaction_handle": "h"}"#
        case .introspect: prompt
        default: try others(request)
        }
    }
    let flow = try await IdxFlow.start(anywhere, transport: network, clock: ManualClock())
    for await state in flow.states where state.prompt != nil { break }
    return (flow, network)
}

private func assertion(_ challenge: String) -> String {
    let data = Data(#"{"type":"webauthn.get","challenge":"\#(challenge)"}"#.utf8).base64EncodedString()
    let text = data.replacingOccurrences(of: "=", with: "").replacingOccurrences(of: "/", with: "_")
    return """
        {"id":"a2V5","rawId":"a2V5","type":"public-key","clientExtensionResults":{},"response":{
         "clientDataJSON":"\(text.replacingOccurrences(of: "+", with: "-"))",
         "authenticatorData":"AAEC","signature":"c2lnbmVk"}}
        """
}
