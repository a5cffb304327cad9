import Foundation
import IdxFlowEngine

// Each request is retried until the server responds or the task is canceled. Until then the old tokens
// remain in use.

extension IdxFlow {
    /// Exchanges the refresh token for new tokens (RFC 6749 section 6).
    ///
    /// Replace the stored tokens with the result: it may contain a new refresh token.
    ///
    /// - Parameters:
    ///   - tokens: The tokens of the last sign-in or refresh.
    ///   - config: The configuration that the flow was started with.
    ///   - scopes: A subset of the granted scopes, or `nil` for all of them.
    ///   - transport: The HTTP client.
    ///   - clock: The source of time.
    /// - Throws: ``IdxError/config(problem:text:)`` if the configuration or `tokens` cannot be used, for
    ///   example if they contain no refresh token; ``IdxError/failed(_:)`` if the server rejects the
    ///   request (if the kind is `tokenRejected`, the user must sign in again); `CancellationError` if the
    ///   task is canceled.
    public static func refresh(
        _ tokens: Tokens,
        config: FlowConfig,
        scopes: [String]? = nil,
        transport: any IdxTransport = URLSessionTransport.shared,
        clock: any IdxClock = SystemClock()
    ) async throws -> Tokens {
        try await runForTokens(transport, clock) {
            try TokenRequest.refresh(config: config, tokens: tokens, scopes: scopes)
        }
    }

    /// Exchanges the interaction code of a flow with `FlowConfig.stopAtCode` for tokens.
    ///
    /// A code can be exchanged once, within a minute or so.
    ///
    /// - Parameters:
    ///   - code: The result of ``interactionCode()``.
    ///   - config: The configuration that the flow was started with. A confidential client adds its
    ///     secret.
    ///   - transport: The HTTP client.
    ///   - clock: The source of time.
    /// - Throws: ``IdxError/config(problem:text:)`` if the configuration cannot be used;
    ///   ``IdxError/failed(_:)`` if the server rejects the code or the ID token is invalid;
    ///   `CancellationError` if the task is canceled.
    public static func exchange(
        _ code: InteractionCode,
        config: FlowConfig,
        transport: any IdxTransport = URLSessionTransport.shared,
        clock: any IdxClock = SystemClock()
    ) async throws -> Tokens {
        try await runForTokens(transport, clock) {
            try TokenRequest.exchange(config: config, code: code)
        }
    }

    /// Revokes a token (RFC 7009), for example on sign-out.
    ///
    /// Revoking a refresh token also revokes the access tokens issued for it. An unknown token is not an
    /// error.
    ///
    /// - Parameters:
    ///   - token: The token.
    ///   - kind: The kind of the token.
    ///   - config: The configuration that the flow was started with.
    ///   - transport: The HTTP client.
    ///   - clock: The source of time.
    /// - Throws: ``IdxError/config(problem:text:)`` if the configuration cannot be used;
    ///   ``IdxError/failed(_:)`` if the server rejects the request; `CancellationError` if the task is
    ///   canceled.
    public static func revoke(
        _ token: Secret,
        kind: TokenKind,
        config: FlowConfig,
        transport: any IdxTransport = URLSessionTransport.shared,
        clock: any IdxClock = SystemClock()
    ) async throws {
        _ = try await run(transport, clock) {
            try TokenRequest.revoke(config: config, token: token, kind: kind)
        }
    }

    private static func runForTokens(
        _ transport: any IdxTransport, _ clock: any IdxClock, _ makeRequest: () throws -> TokenRequest
    ) async throws -> Tokens {
        guard let tokens = try await run(transport, clock, makeRequest) else {
            throw IdxError.internal(text: "the request completed without tokens: please report it")
        }
        return tokens
    }

    /// Runs a token request until it completes. Returns the new tokens, if any.
    private static func run(
        _ transport: any IdxTransport, _ clock: any IdxClock, _ makeRequest: () throws -> TokenRequest
    ) async throws -> Tokens? {
        let tokenRequest = try translatingErrors(makeRequest)
        while true {
            switch try translatingErrors({ try tokenRequest.nextAction(now: clock.now()) }) {
            case .send(let request):
                let response = try? await transport.send(request)
                // the cancellation of this task is not a failure of the request
                try Task.checkCancellation()
                try translatingErrors {
                    guard let response else { return try tokenRequest.handleFailure(id: request.id, now: clock.now()) }
                    try tokenRequest.handleResponse(id: request.id, response: response, now: clock.now())
                }
            case .wait(let duration, _): try await clock.sleep(for: duration)
            case .issued(let tokens): return tokens
            case .revoked: return nil
            case .failed(let failure): throw IdxError.failed(failure)
            }
        }
    }

    private static func translatingErrors<Result>(_ body: () throws -> Result) throws(IdxError) -> Result {
        do {
            return try body()
        } catch {
            throw IdxError(engine: error)
        }
    }
}
