import Foundation
import IdxFlow
import Testing

extension All {
    @Suite("Tokens after a flow")
    struct AfterTheFlow {
        @Test("A refresh is tried again until it brings tokens")
        func refreshed() async throws {
            let (clock, tries) = (ManualClock(), Watched(0))
            let network = Replying { _ in
                tries.next() == 1 ? nil : #"{"access_token": "access-2", "refresh_token": "refresh-2"}"#
            }
            let fresh = Task { try await IdxFlow.refresh(held(), config: anywhere, transport: network, clock: clock) }
            let wait = try await clock.pendingSleep()
            #expect(wait == 1)
            clock.advance(by: wait)
            #expect(try await fresh.value.refreshToken == "refresh-2")
            let request = try await network.first(.refresh)
            #expect(request.body.expose().contains("refresh_token=refresh-1"))
        }

        @Test("A refresh that is refused says so, and one without a refresh token asks nobody")
        func refused() async throws {
            let network = Replying { _ in #"{"error": "invalid_grant"}"# }
            let refusal = await error { _ = try await IdxFlow.refresh(held(), config: anywhere, transport: network) }
            #expect(refusal?.failure?.kind == .tokenRejected)
            #expect(network.sent.value.count == 1)
            let missing = await error {
                _ = try await IdxFlow.refresh(held(nil), config: anywhere, transport: network)
            }
            #expect(missing?.problem == .noRefreshToken)
            #expect(network.sent.value.count == 1)
        }

        @Test("A token is taken back")
        func revoked() async throws {
            let network = Replying { _ in "" }
            try await IdxFlow.revoke("refresh-1", kind: .refresh, config: anywhere, transport: network)
            let request = try await network.first(.revoke)
            #expect(request.body.expose().contains("token_type_hint=refresh_token"))
        }

        @Test("A call that is canceled ends")
        func canceled() async throws {
            let network = SilentTransport()
            let call = Task { try await IdxFlow.refresh(held(), config: anywhere, transport: network) }
            try await network.waiting.first { $0 == 1 ? true : nil }
            call.cancel()
            await #expect(throws: CancellationError.self) { try await call.value }
        }
    }
}

private func held(_ refreshToken: Secret? = "refresh-1") -> Tokens {
    Tokens(
        accessToken: "access-1", tokenType: "Bearer", expiresIn: nil, expiresAt: nil, scopes: ["profile"],
        refreshToken: refreshToken, idToken: nil, deviceSecret: nil)
}

extension IdxError {
    fileprivate var failure: Failure? {
        if case .failed(let failure) = self { failure } else { nil }
    }
}
