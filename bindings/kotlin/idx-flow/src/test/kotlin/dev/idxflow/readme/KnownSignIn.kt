package dev.idxflow.readme

import dev.idxflow.IdxFlow
import dev.idxflow.engine.AuthenticatorKey
import dev.idxflow.engine.FlowConfig
import dev.idxflow.engine.Goal
import dev.idxflow.engine.KnownValues
import dev.idxflow.engine.PreferredFactor
import dev.idxflow.engine.Secret
import kotlinx.coroutines.CoroutineScope

/** Starts a sign-in. The first prompt that the user sees asks for the code of an email. */
suspend fun startKnown(config: FlowConfig, scope: CoroutineScope, username: String, password: String): IdxFlow {
    val factors = listOf(PreferredFactor(AuthenticatorKey.OktaEmail))
    return IdxFlow.start(config, scope, KnownValues(Goal.SIGN_IN, Secret(username), Secret(password), factors = factors))
}
