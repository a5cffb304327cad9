package dev.idxflow

import dev.idxflow.engine.TokenAction
import dev.idxflow.engine.TokenRequest
import dev.idxflow.engine.Tokens
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext
import kotlin.time.toKotlinDuration

/** Carries a call to the token or the revocation endpoint out, to its end: with the tokens that it brought. */
internal suspend fun tokenRequest(transport: IdxTransport, clock: IdxClock, make: () -> TokenRequest): Tokens? =
    withContext(Dispatchers.IO) {
        translated {
            IdxFlow.checkLibrary()
            make()
        }.use { it.carryOut(transport, clock) }
    }

private suspend fun TokenRequest.carryOut(transport: IdxTransport, clock: IdxClock): Tokens? {
    while (true) {
        when (val action = translated { nextAction(clock.now()) }) {
            is TokenAction.Send -> {
                val id = action.request.id
                when (val outcome = transport.carryOut(action.request)) {
                    is Outcome.Reply -> translated { handleResponse(id, outcome.response, clock.now()) }
                    is Outcome.Lost -> translated { handleFailure(id, clock.now()) }
                }
            }
            is TokenAction.Wait -> clock.sleep(action.duration.toKotlinDuration())
            is TokenAction.Refreshed -> return action.tokens
            is TokenAction.Revoked -> return null
            is TokenAction.Failed -> throw IdxFailedException(action.failure)
        }
    }
}
