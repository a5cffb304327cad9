package dev.idxflow

import dev.idxflow.engine.TokenAction
import dev.idxflow.engine.TokenRequest
import dev.idxflow.engine.Tokens
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext
import kotlin.time.toKotlinDuration

/** Runs a refresh or revocation request until it completes. Returns the new tokens, if any. */
internal suspend fun runTokenRequest(
    transport: IdxTransport,
    clock: IdxClock,
    makeRequest: () -> TokenRequest,
): Tokens? = withContext(Dispatchers.IO) {
    translatingErrors {
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
            is TokenAction.Refreshed -> return action.tokens
            is TokenAction.Revoked -> return null
            is TokenAction.Failed -> throw IdxFailedException(action.failure)
        }
    }
}
