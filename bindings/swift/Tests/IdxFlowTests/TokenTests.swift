import Foundation
import IdxFlow
import Testing

extension AllTests {
    @Suite("Refresh and revocation")
    struct TokenTests {
        @Test("A refresh is retried until the server responds")
        func refresh() async throws {
            let (clock, attempts) = (ManualClock(), AwaitableValue(0))
            let transport = StubTransport { _ in
                attempts.increment() == 1 ? nil : #"{"access_token": "access-2", "refresh_token": "refresh-2"}"#
            }
            let refresh = Task {
                try await IdxFlow.refresh(tokens(), config: exampleConfig, transport: transport, clock: clock)
            }
            let seconds = try await clock.pendingSleep()
            #expect(seconds == 1)
            clock.advance(by: seconds)
            #expect(try await refresh.value.refreshToken == "refresh-2")
            let request = try await transport.first(.refresh)
            #expect(request.body.expose().contains("refresh_token=refresh-1"))
        }

        @Test("A rejected refresh throws, and a refresh without a refresh token sends nothing")
        func rejectedRefresh() async throws {
            let transport = StubTransport { _ in #"{"error": "invalid_grant"}"# }
            let rejected = await idxError {
                _ = try await IdxFlow.refresh(tokens(), config: exampleConfig, transport: transport)
            }
            #expect(rejected?.failure?.kind == .tokenRejected)
            #expect(transport.requests.value.count == 1)
            let missing = await idxError {
                _ = try await IdxFlow.refresh(tokens(nil), config: exampleConfig, transport: transport)
            }
            #expect(missing?.configProblem == .noRefreshToken)
            #expect(transport.requests.value.count == 1)
        }

        @Test("A token is revoked")
        func revoke() async throws {
            let transport = StubTransport { _ in "" }
            try await IdxFlow.revoke("refresh-1", kind: .refresh, config: exampleConfig, transport: transport)
            let request = try await transport.first(.revoke)
            #expect(request.body.expose().contains("token_type_hint=refresh_token"))
        }

        @Test("Canceling the task cancels the request")
        func cancellation() async throws {
            let transport = UnresponsiveTransport()
            let refresh = Task { try await IdxFlow.refresh(tokens(), config: exampleConfig, transport: transport) }
            try await transport.inFlight.reaches(1)
            refresh.cancel()
            await #expect(throws: CancellationError.self) { try await refresh.value }
        }
    }
}

private func tokens(_ refreshToken: Secret? = "refresh-1") -> Tokens {
    Tokens(
        accessToken: "access-1", tokenType: "Bearer", expiresIn: nil, expiresAt: nil, scopes: ["profile"],
        refreshToken: refreshToken, idToken: nil, deviceSecret: nil)
}

extension IdxError {
    fileprivate var failure: Failure? {
        if case .failed(let failure) = self { failure } else { nil }
    }
}
