package dev.idxflow.readme

import dev.idxflow.IdxFailedException
import dev.idxflow.IdxFlow
import dev.idxflow.engine.FailureKind
import dev.idxflow.engine.FlowConfig
import dev.idxflow.engine.InteractionCode
import dev.idxflow.engine.TokenKind
import dev.idxflow.engine.Tokens

/** Returns new tokens to store in place of [tokens], or null if the user must sign in again. */
suspend fun refresh(config: FlowConfig, tokens: Tokens): Tokens? = try {
    IdxFlow.refresh(tokens, config)
} catch (error: IdxFailedException) {
    if (error.failure.kind != FailureKind.TOKEN_REJECTED) throw error
    null
}

/** Exchanges the code of a flow that ended with a code, because its configuration sets `stopAtCode`. */
suspend fun exchange(config: FlowConfig, code: InteractionCode): Tokens = IdxFlow.exchange(code, config)

/** Revokes the refresh token and the access tokens issued for it. */
suspend fun signOut(config: FlowConfig, tokens: Tokens) {
    tokens.refreshToken?.let { IdxFlow.revoke(it, TokenKind.REFRESH, config) }
}
