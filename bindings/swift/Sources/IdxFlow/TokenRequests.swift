import Foundation
import IdxFlowEngine

// After a flow: fresh tokens for old ones, and tokens that are taken back. Each call is tried again until
// it is answered, or its task is canceled; until then the tokens that are held are the ones that count.

extension IdxFlow {
    /// Turns the refresh token into fresh tokens, for the same scopes, or for these fewer ones. Keep what
    /// comes in place of what was held: the refresh token may be another.
    ///
    /// - Throws: ``IdxError/input(problem:field:text:)`` where there is no refresh token;
    ///   ``IdxError/failed(_:)`` where the server refuses: after `tokenRejected` the user has to sign in;
    ///   `CancellationError`.
    public static func refresh(
        _ held: Tokens,
        scopes: [String]? = nil,
        config: FlowConfig,
        transport: any IdxTransport = URLSessionTransport.shared,
        clock: any IdxClock = SystemClock()
    ) async throws -> Tokens {
        let tokens = try await carryOut(transport, clock) {
            try TokenRequest.refresh(config: config, held: held, scopes: scopes)
        }
        guard let tokens else { throw IdxError.internal(text: "a refresh ended without tokens") }
        return tokens
    }

    /// Has a token taken back, as on sign-out: an access token alone, or a refresh token and with it the
    /// access tokens that it gave. That the server does not know the token is no error.
    ///
    /// - Throws: ``IdxError/failed(_:)`` where the server refuses; `CancellationError`.
    public static func revoke(
        _ token: Secret,
        kind: TokenKind,
        config: FlowConfig,
        transport: any IdxTransport = URLSessionTransport.shared,
        clock: any IdxClock = SystemClock()
    ) async throws {
        _ = try await carryOut(transport, clock) {
            try TokenRequest.revoke(config: config, token: token, kind: kind)
        }
    }

    /// To the end of the call: with the tokens that it brought.
    private static func carryOut(
        _ transport: any IdxTransport, _ clock: any IdxClock, _ make: () throws -> TokenRequest
    ) async throws -> Tokens? {
        let call = try translated(make)
        while true {
            switch try translated({ try call.nextAction(now: clock.now()) }) {
            case .send(let request):
                let response = try? await transport.send(request)
                // what a canceled exchange comes to is not the server's doing
                try Task.checkCancellation()
                try translated {
                    guard let response else { return try call.handleFailure(id: request.id, now: clock.now()) }
                    try call.handleResponse(id: request.id, response: response, now: clock.now())
                }
            case .wait(let duration): try await clock.sleep(for: duration)
            case .refreshed(let tokens): return tokens
            case .revoked: return nil
            case .failed(let failure): throw IdxError.failed(failure)
            }
        }
    }

    private static func translated<Result>(_ work: () throws -> Result) throws(IdxError) -> Result {
        do {
            return try work()
        } catch {
            throw IdxError(engine: error)
        }
    }
}
