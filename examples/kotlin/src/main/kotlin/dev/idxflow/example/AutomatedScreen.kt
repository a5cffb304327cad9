package dev.idxflow.example

import dev.idxflow.IdxFlow
import dev.idxflow.allMessages
import dev.idxflow.engine.AuthenticatorKey
import dev.idxflow.engine.Prompt
import dev.idxflow.engine.RemediationName
import dev.idxflow.engine.Severity
import dev.idxflow.remediation
import kotlinx.coroutines.flow.first

/**
 * A screen without a terminal. It answers as the first user of the simulated org.
 *
 * @param usesPhone whether the simulated phone scans the QR code after the first poll.
 */
internal class AutomatedScreen(
    flow: IdxFlow,
    terminal: Terminal,
    private val eventLog: EventLog,
    private val org: Org,
    private val usesPhone: Boolean,
) : Screen(flow, terminal) {
    private var hasSubmitted = false

    /** The output is not a terminal, so the QR code may have any size. */
    override val qrSpace = Int.MAX_VALUE to Int.MAX_VALUE

    override suspend fun waitForPhone(prompt: Prompt) {
        if (!usesPhone) return
        eventLog.polls.first { it > 0 }
        val done = try {
            org.usePhone(prompt)
        } catch (error: ExitError) {
            throw ExitError("the simulated phone failed: ${error.message}.")
        }
        terminal.println("The simulated phone $done.")
    }

    override suspend fun fillForm(prompt: Prompt) {
        // Submitting the same values again would fail again.
        if (hasSubmitted && prompt.allMessages.any { it.severity == Severity.Error }) {
            throw ExitError("the org rejected the user's credentials.")
        }
        // The flow does not send an answer twice. Only a user can decide to.
        prompt.notice?.let { throw ExitError(noticeText(it)) }
        hasSubmitted = true
        val identify = prompt.remediation(RemediationName.Identify)
        when {
            identify != null && identify.fields.any { it.isSecret } -> {
                terminal.println("> ${org.login} and password")
                flow.identify(org.login, org.password, prompt)
            }
            identify != null -> {
                terminal.println("> ${org.login}")
                flow.identify(org.login, prompt = prompt)
            }
            prompt.currentAuthenticator?.key == AuthenticatorKey.OktaPassword -> {
                terminal.println("> password")
                flow.enterPasscode(org.password, prompt)
            }
            else -> throw ExitError("the prompt requires a user at a terminal.")
        }
    }
}
