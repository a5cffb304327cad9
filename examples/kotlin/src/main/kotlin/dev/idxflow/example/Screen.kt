package dev.idxflow.example

import dev.idxflow.IdxFlow
import dev.idxflow.IdxState
import dev.idxflow.engine.AuthenticatorKey
import dev.idxflow.engine.Choice
import dev.idxflow.engine.Prompt
import dev.idxflow.engine.Prompt
import dev.idxflow.engine.QrCode
import dev.idxflow.engine.RemediationName
import dev.idxflow.named

/** Shows the flow's states, and answers. What it does for a state ends when the next state is there. */
internal abstract class Screen(protected val flow: IdxFlow, protected val terminal: Terminal) {
    private var shown: Long? = null

    suspend fun show(state: IdxState) {
        when (state) {
            is IdxState.Working -> work(state)
            is IdxState.Redirect -> throw ExitError("the org wants a browser, which this example has none of: ${state.url}")
            is IdxState.Ask -> open(state.prompt, qr = null)
            is IdxState.Waiting -> open(state.prompt, qr = null)
            is IdxState.ShowQr -> open(state.prompt, state.qr)
            is IdxState.Done, is IdxState.DoneWithCode, is IdxState.Failed -> Unit
        }
    }

    /** A request is out, or will be tried again. */
    protected open suspend fun work(state: IdxState.Working): Unit = Unit

    /** The prompt waits for the phone. */
    protected abstract suspend fun wait(prompt: Prompt)

    /** The prompt asks for something that is typed. */
    protected abstract suspend fun fill(prompt: Prompt)

    /** So many columns and rows there are for the QR code. */
    protected abstract val room: Pair<Int, Int>

    private suspend fun open(prompt: Prompt, qr: QrCode?) {
        // a poll that brings the prompt again brings it under the same number
        if (prompt.version != shown) {
            terminal.say(text(prompt) + qr?.let(::drawn).orEmpty())
            shown = prompt.version
        }
        answer(prompt)
    }

    private suspend fun answer(prompt: Prompt) {
        val choices = prompt.enrollable
        val oktaVerify = choices.find { it.authenticator?.key == AuthenticatorKey.OktaVerify }
        when {
            prompt.remediation(RemediationName.EnrollPoll) != null -> wait(prompt)
            oktaVerify != null && prompt.isToChoose -> {
                terminal.say(offer(choices, oktaVerify))
                flow.selectAuthenticator(AuthenticatorKey.OktaVerify)
            }
            prompt.isToChoose && prompt.remediation(RemediationName.Skip) != null -> {
                terminal.say("> Skip this")
                flow.proceed(RemediationName.Skip)
            }
            else -> fill(prompt)
        }
    }

    private fun drawn(qr: QrCode): List<String> {
        val (columns, rows) = room
        val lines = Qr.of(qr.png)?.lines(columns, rows)
            ?: return listOf("The QR code does not fit into this window: make it wider, or have a link sent.")
        val taller = "To see the whole code, make the window ${lines.size + FOOT} rows tall."
        return lines + "(${qr.alt})" + listOfNotNull(taller.takeIf { lines.size > rows })
    }

    protected companion object {
        /** Rows below the code: its alt text, what happens (three at most), what can be done, and the cursor's. */
        const val FOOT = 6
    }
}

/** Whether the prompt is about what to set up, and no step of it. */
private val Prompt.isToChoose: Boolean
    get() = remediations.firstOrNull()?.name.let { it == RemediationName.SelectAuthenticatorEnroll || it == RemediationName.Skip }

private val Prompt.enrollable: List<Choice>
    get() = named(RemediationName.SelectAuthenticatorEnroll)?.fields?.flatMap { it.choices }.orEmpty()
