package dev.idxflow.readme

import dev.idxflow.IdxFlow
import dev.idxflow.IdxState
import dev.idxflow.allMessages
import dev.idxflow.engine.FlowConfig
import dev.idxflow.engine.RemediationName
import dev.idxflow.engine.Secret
import dev.idxflow.engine.Severity
import dev.idxflow.engine.Tokens
import dev.idxflow.remediation
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.takeWhile

/** Signs in with a username and a password. */
suspend fun signIn(config: FlowConfig, username: String, password: String): Tokens = coroutineScope {
    IdxFlow.start(config, scope = this).use { flow ->
        flow.states.takeWhile { !it.isFinal }.collect { state ->
            when (state) {
                is IdxState.Ask -> {
                    // If the server rejects an answer, the next prompt contains an error message.
                    state.prompt.allMessages.find { it.severity == Severity.Error }?.let { error(it.text) }
                    // If an answer is lost, the next prompt has a notice. The flow does not send it again.
                    state.prompt.notice?.let { error("The server did not respond. Try again later.") }
                    when (state.prompt.remediation(RemediationName.Identify)) {
                        null -> flow.enterPasscode(Secret(password), state.prompt)
                        else -> flow.identify(username, Secret(password), state.prompt)
                    }
                }
                is IdxState.ShowQr, is IdxState.Waiting, is IdxState.Redirect ->
                    error("This sample supports only a username and a password.")
                else -> {} // a request is in progress
            }
        }
        flow.tokens()
    }
}
