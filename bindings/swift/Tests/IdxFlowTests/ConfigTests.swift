import Foundation
import IdxFlow
import Testing

extension AllTests {
    @Suite("Configuration")
    struct ConfigTests {
        /// Every field has a value. `stateToken` starts another kind of flow, and the last two fields are
        /// switches: they have tests of their own.
        static let config = FlowConfig(
            issuer: "https://id.acme.example/oauth2/default", clientId: "client-1", redirectUri: "app:/callback",
            emailRedirectUri: "app:/email", scopes: ["openid", "scope-1"], clientSecret: "secret-1",
            state: "state-1", acrValues: "acr-1", loginHint: "hint-1", maxAgeSeconds: 61,
            activationToken: "activation-1", recoveryToken: "recovery-1", deviceToken: "device-1",
            userAgent: "Acme/2", acceptLanguage: "de-CH",
            headers: [HttpHeader(name: "X-Forwarded-For", value: "203.0.113.7")], sendsOrigin: true,
            relyingPartyId: "acme.example")

        @Test("The tests below cover every field")
        func fields() {
            let tested: Set = [
                "issuer", "clientId", "redirectUri", "emailRedirectUri", "scopes", "clientSecret", "state", "acrValues",
                "loginHint", "maxAgeSeconds", "activationToken", "recoveryToken", "stateToken", "deviceToken",
                "userAgent", "acceptLanguage", "headers", "sendsOrigin", "relyingPartyId", "checksPasswordPolicy",
                "stopAtCode",
            ]
            #expect(Set(Mirror(reflecting: Self.config).children.compactMap(\.label)) == tested)
        }

        @Test("The values of the first request reach the wire")
        func interact() async throws {
            let transport = try fixtureTransport("challenge/webauthn.json")
            _ = try await flowAtPrompt(Self.config, transport)
            let request = try await transport.first(.interact)
            #expect(request.url.absoluteString == "https://id.acme.example/oauth2/default/v1/interact")
            let parameters = formParameters(request.body)
            let expected = [
                "client_id": "client-1", "client_secret": "secret-1", "redirect_uri": "app:/callback",
                "scope": "openid scope-1", "state": "state-1", "acr_values": "acr-1", "login_hint": "hint-1",
                "max_age": "61", "activation_token": "activation-1", "recovery_token": "recovery-1",
            ]
            for (name, value) in expected { #expect(parameters[name] == value, "\(name)") }
        }

        @Test("The headers are sent with every request, and the origin with forms only")
        func headers() async throws {
            let transport = try fixtureTransport("challenge/webauthn.json")
            let flow = try await flowAtPrompt(Self.config, transport)
            try await flow.cancel()
            let requests = [
                try await transport.first(.interact), try await transport.first(.introspect),
                try await transport.first(.submit),
            ]
            for request in requests {
                #expect(request.header("Cookie") == "DT=device-1")
                #expect(request.header("User-Agent")?.hasPrefix("Acme/2 idx-flow/") == true)
                #expect(request.header("X-Okta-User-Agent-Extended")?.hasPrefix("Acme/2 idx-flow/") == true)
                #expect(request.header("Accept-Language") == "de-CH")
                #expect(request.header("X-Forwarded-For") == "203.0.113.7")
            }
            #expect(requests.map { $0.header("Origin") } == [nil, nil, "https://id.acme.example"])
        }

        @Test("Without sendsOrigin no form has an origin")
        func withoutOrigin() async throws {
            let transport = try fixtureTransport("challenge/webauthn.json")
            let config = FlowConfig(
                issuer: "https://id.acme.example", clientId: "c", redirectUri: "app:/callback", sendsOrigin: false)
            try await flowAtPrompt(config, transport).cancel()
            #expect(try await transport.first(.submit).header("Origin") == nil)
        }

        @Test("The relying party ID replaces that of the server in ceremonies")
        func relyingPartyId() async throws {
            let flow = try await flowAtPrompt(Self.config, try fixtureTransport("challenge/webauthn.json"))
            let ceremony = try #require(flow.shownPrompt.ceremonies.first)
            #expect(ceremony.rpId == "acme.example")
            #expect(ceremony.options.expose().contains(#""rpId":"acme.example""#))
        }

        @Test("A state token continues the transaction of a hosted page")
        func stateToken() async throws {
            let transport = try fixtureTransport("challenge/webauthn.json")
            let config = FlowConfig(
                issuer: "https://id.acme.example", clientId: "c", redirectUri: "app:/callback", stateToken: "token-1")
            _ = try await flowAtPrompt(config, transport)
            #expect(transport.requests.value.map(\.purpose) == [.introspect])
            #expect(try await transport.first(.introspect).body.expose().contains(#""stateToken":"token-1""#))
        }

        @Test("A new password that breaks the policy is not sent, unless the check is turned off")
        func passwordPolicy() async throws {
            for checksPasswordPolicy in [true, false] {
                let transport = try fixtureTransport("enroll/reset-password.json")
                let config = FlowConfig(
                    issuer: "https://id.acme.example", clientId: "c", redirectUri: "app:/callback",
                    checksPasswordPolicy: checksPasswordPolicy)
                let flow = try await flowAtPrompt(config, transport)
                let error = await idxError { try await flow.enterPasscode("a", on: flow.shownPrompt) }
                if case .answer(.passwordPolicy, "credentials.passcode", nil, let rules, _) = error {
                    #expect(checksPasswordPolicy && rules.contains(.minLength(count: 12)))
                } else {
                    #expect(!checksPasswordPolicy && error == nil)
                    #expect(try await transport.first(.submit).body.expose().contains(#""passcode":"a""#))
                }
            }
        }

        @Test("An invalid configuration is rejected with a reason")
        func invalid() async {
            let values: [(FlowConfig, ConfigProblem)] = [
                (FlowConfig(issuer: "http://id.acme.example", clientId: "c", redirectUri: "app:/cb"), .issuer),
                (FlowConfig(issuer: "https://id.acme.example", clientId: "", redirectUri: "app:/cb"), .clientId),
                (FlowConfig(issuer: "https://id.acme.example", clientId: "c", redirectUri: "/cb"), .redirectUri),
                (
                    FlowConfig(
                        issuer: "https://id.acme.example", clientId: "c", redirectUri: "app:/cb",
                        headers: [HttpHeader(name: "Cookie", value: "a=b")]), .reservedHeader
                ),
            ]
            for (config, problem) in values {
                let error = await idxError { _ = try await IdxFlow.start(config, transport: UnresponsiveTransport()) }
                #expect(error?.configProblem == problem)
            }
        }
    }
}

private func flowAtPrompt(_ config: FlowConfig, _ transport: StubTransport) async throws -> IdxFlow {
    let flow = try await IdxFlow.start(config, transport: transport, clock: ManualClock())
    for await state in flow.states where state.prompt != nil { break }
    return flow
}

/// The parameters of a body of the type `application/x-www-form-urlencoded`.
private func formParameters(_ body: Secret) -> [String: String] {
    let text = body.expose().replacingOccurrences(of: "+", with: " ")
    let pairs = text.split(separator: "&").map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
    return Dictionary(pairs.map { ($0[0], $0[1].removingPercentEncoding ?? "") }) { first, _ in first }
}

extension TransportRequest {
    fileprivate func header(_ name: String) -> String? {
        headers.first { $0.name == name }?.value.expose()
    }
}
