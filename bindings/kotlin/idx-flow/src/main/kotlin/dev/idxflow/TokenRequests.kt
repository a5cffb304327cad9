package dev.idxflow

import dev.idxflow.engine.FlowConfig
import dev.idxflow.engine.InteractionCode
import dev.idxflow.engine.Secret
import dev.idxflow.engine.TokenAction
import dev.idxflow.engine.TokenKind
import dev.idxflow.engine.TokenRequest
import dev.idxflow.engine.Tokens
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext
import kotlin.time.toKotlinDuration

/**
 * Requests after a flow: `IdxFlow.refresh`, `IdxFlow.revoke` and `IdxFlow.exchange`.
 *
 * A request that fails without a usable response is retried until the coroutine is canceled.
 */
public sealed class TokenRequests {
    /**
     * Exchanges the refresh token for new tokens (RFC 6749 section 6). Replace the stored tokens with
     * the result: it may contain a new refresh token. If the coroutine is canceled, [tokens] remain valid.
     *
     * @param config the configuration that the flow was started with.
     * @param scopes a subset of the granted scopes, or null for all of them.
     * @throws IdxConfigException if [tokens] contain no refresh token.
     * @throws IdxFailedException if the server rejects the request. If the failure's kind is
     *   `TOKEN_REJECTED`, the user must sign in again.
     */
    public suspend fun refresh(
        tokens: Tokens,
        config: FlowConfig,
        scopes: List<String>? = null,
        transport: IdxTransport = defaultTransport(),
        clock: IdxClock = IdxClock.System,
    ): Tokens = runTokenRequest(transport, clock) { TokenRequest.refresh(config, tokens, scopes) }.orThrow()

    /**
     * Revokes a token (RFC 7009), for example on sign-out. Revoking a refresh token also revokes the
     * access tokens issued for it.
     *
     * @param config the configuration that the flow was started with.
     * @throws IdxFailedException if the server rejects the request. An unknown token is not an error.
     */
    public suspend fun revoke(
        token: Secret,
        kind: TokenKind,
        config: FlowConfig,
        transport: IdxTransport = defaultTransport(),
        clock: IdxClock = IdxClock.System,
    ) {
        runTokenRequest(transport, clock) { TokenRequest.revoke(config, token, kind) }
    }

    /**
     * Redeems the interaction code of a flow for tokens, if the flow ended with the code. Call it on the
     * system that has the client secret, for example the app's server.
     *
     * @param code the result of [IdxFlow.interactionCode].
     * @param config the configuration that the flow was started with, with the secret of a confidential
     *   client.
     * @throws IdxFailedException if the server rejects the code, or a claim of the ID token is invalid.
     */
    public suspend fun exchange(
        code: InteractionCode,
        config: FlowConfig,
        transport: IdxTransport = defaultTransport(),
        clock: IdxClock = IdxClock.System,
    ): Tokens = runTokenRequest(transport, clock) { TokenRequest.exchange(config, code) }.orThrow()
}

private fun Tokens?.orThrow() = this ?: throw IdxInternalException("the request completed without tokens: please report it")

/** Runs a token request until it completes. Returns the new tokens, if any. */
private suspend fun runTokenRequest(
    transport: IdxTransport,
    clock: IdxClock,
    makeRequest: () -> TokenRequest,
): Tokens? = withContext(Dispatchers.IO) {
    translatingErrors(InputKind.CONFIG) {
        IdxFlow.checkLibrary()
        makeRequest()
    }.use { it.run(transport, clock) }
}

private suspend fun TokenRequest.run(transport: IdxTransport, clock: IdxClock): Tokens? {
    while (true) {
        when (val action = translatingErrors { nextAction(clock.now()) }) {
            is TokenAction.Send -> {
                val id = action.request.id
                when (val result = transport.execute(action.request)) {
                    is ExchangeResult.Received -> translatingErrors { handleResponse(id, result.response, clock.now()) }
                    is ExchangeResult.Failed -> translatingErrors { handleFailure(id, clock.now()) }
                }
            }
            is TokenAction.Wait -> clock.sleep(action.duration.toKotlinDuration())
            is TokenAction.Issued -> return action.tokens
            is TokenAction.Revoked -> return null
            is TokenAction.Failed -> throw IdxFailedException(action.failure)
        }
    }
}
