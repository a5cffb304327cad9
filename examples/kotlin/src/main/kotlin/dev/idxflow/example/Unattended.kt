package dev.idxflow.example

import dev.idxflow.IdxFlow
import dev.idxflow.allMessages
import dev.idxflow.engine.AuthenticatorKey
import dev.idxflow.engine.Prompt
import dev.idxflow.engine.RemediationName
import dev.idxflow.engine.Severity
import dev.idxflow.named
import kotlinx.coroutines.flow.first

/**
 * The screen where nobody is there: the org's first user answers by herself.
 *
 * She [usesPhone], or leaves that to whoever goes on with the sign-in elsewhere.
 */
internal class Unattended(
    flow: IdxFlow,
    terminal: Terminal,
    private val journal: EventLog,
    private val org: Org,
    private val usesPhone: Boolean,
) : Screen(flow, terminal) {
    private var hasTyped = false

    /** For whoever reads the output later: as if the window were as large as need be. */
    override val room = Int.MAX_VALUE to Int.MAX_VALUE

    /** The phone lets one poll go by, so that there is something to see. */
    override suspend fun wait(prompt: Prompt) {
        if (!usesPhone) return
        journal.polls.first { it > 0 }
        val done = try {
            org.usePhone(prompt)
        } catch (error: ExitError) {
            throw ExitError("the simulated phone does not do it: ${error.message}.")
        }
        terminal.say("The simulated phone $done.")
    }

    override suspend fun fill(prompt: Prompt) {
        val prompt = prompt
        // what was wrong once would be wrong again
        if (hasTyped && prompt.allMessages.any { it.severity == Severity.Error }) throw ExitError("the org refuses it.")
        hasTyped = true
        when {
            prompt.remediation(RemediationName.Identify)?.fields.orEmpty().any { it.secret } -> {
                terminal.say("> ${org.login}, and the password")
                flow.identify(org.login, org.password)
            }
            prompt.remediation(RemediationName.Identify) != null -> {
                terminal.say("> ${org.login}")
                flow.identify(org.login)
            }
            prompt.currentAuthenticator?.key == AuthenticatorKey.OktaPassword -> {
                terminal.say("> the password")
                flow.enterPasscode(org.password)
            }
            else -> throw ExitError("the org asks for something, and nobody is here to answer.")
        }
    }
}
