package dev.idxflow.example

import dev.idxflow.IdxFlow
import dev.idxflow.IdxState
import dev.idxflow.engine.AuthenticatorKey
import dev.idxflow.engine.Choice
import dev.idxflow.engine.Prompt
import dev.idxflow.engine.QrCode
import dev.idxflow.engine.RemediationName
import dev.idxflow.remediation

/** Shows the states of a flow and submits answers. */
internal abstract class Screen(protected val flow: IdxFlow, protected val terminal: Terminal) {
    private var shownVersion: Long? = null

    /** The authenticator that the user is setting up. */
    private var enrolling: String? = null

    /** Whether the user has set up an authenticator during this sign-in. */
    private var hasEnrolled = false

    /** Shows a state. Canceled when the next state arrives. */
    suspend fun show(state: IdxState) {
        when (state) {
            is IdxState.Working -> showProgress(state)
            is IdxState.Redirect -> throw ExitError("the org requires a browser, which this example does not support: ${state.url}")
            is IdxState.Ask -> showPrompt(state.prompt, qr = null)
            is IdxState.Waiting -> showPrompt(state.prompt, qr = null)
            is IdxState.ShowQr -> showPrompt(state.prompt, state.qr)
            is IdxState.Done, is IdxState.DoneWithCode, is IdxState.Failed -> Unit
        }
    }

    /**
     * Prints that an authenticator is set up, if one was being set up. The server does not announce this:
     * it sends the next prompt, or ends the flow.
     */
    fun printEnrollment() {
        val authenticator = enrolling ?: return
        enrolling = null
        hasEnrolled = true
        terminal.println(enrollmentLines(authenticator))
    }

    protected open fun enrollmentLines(authenticator: String) = listOf("$authenticator is set up.")

    protected open suspend fun showProgress(state: IdxState.Working): Unit = Unit

    /** Handles a prompt that waits for the user's phone. */
    protected abstract suspend fun waitForPhone(prompt: Prompt)

    /** Handles a prompt with a form to fill in. */
    protected abstract suspend fun fillForm(prompt: Prompt)

    /** The columns and rows available for the QR code. */
    protected abstract val qrSpace: Pair<Int, Int>

    private suspend fun showPrompt(prompt: Prompt, qr: QrCode?) {
        // A prompt that is already shown is not printed again.
        if (prompt.version != shownVersion) {
            when (prompt.remediations.firstOrNull()?.name) {
                RemediationName.EnrollPoll -> enrolling = prompt.currentAuthenticator?.displayName
                RemediationName.SelectAuthenticatorEnroll, RemediationName.Skip -> printEnrollment()
            }
            terminal.println(promptLines(prompt) + qr?.let(::qrLines).orEmpty())
            if (prompt.isEnrollmentChoice) terminal.println(optionsLine(prompt, hasEnrolled))
            shownVersion = prompt.version
        }
        answer(prompt)
    }

    private suspend fun answer(prompt: Prompt) {
        val choices = prompt.enrollable
        val oktaVerify = choices.find { it.authenticator?.key == AuthenticatorKey.OktaVerify }
        when {
            prompt.remediation(RemediationName.EnrollPoll) != null -> waitForPhone(prompt)
            oktaVerify != null && prompt.isEnrollmentChoice -> {
                terminal.println("> Okta Verify")
                flow.selectAuthenticator(AuthenticatorKey.OktaVerify, prompt = prompt)
            }
            // Okta Verify is enrolled. The other authenticators are optional.
            prompt.isEnrollmentChoice && prompt.remediation(RemediationName.Skip) != null -> {
                terminal.println("> ${skipLabel(hasEnrolled)}")
                flow.proceed(RemediationName.Skip, prompt)
            }
            else -> fillForm(prompt)
        }
    }

    private fun qrLines(qr: QrCode): List<String> {
        val (columns, rows) = qrSpace
        val lines = Qr.decode(qr.png)?.lines(columns, rows)
            ?: return listOf("The QR code does not fit. Make the window wider, or select \"Can't scan?\".")
        val hint = "To see the whole QR code, make the window ${lines.size + FOOTER_ROWS} rows tall."
        val colored = if (terminal.hasColors) lines.map(Qr::colored) else lines
        return listOf(qr.alt, "") + colored + listOfNotNull("", hint.takeIf { lines.size > rows })
    }

    protected companion object {
        /**
         * The rows below the QR code: an empty line, up to three lines of status, the menu and the cursor.
         */
        const val FOOTER_ROWS = 6
    }
}

/** Whether the prompt lets the user choose an authenticator to enroll, and has no other form. */
private val Prompt.isEnrollmentChoice: Boolean
    get() = remediations.firstOrNull()?.name.let { it == RemediationName.SelectAuthenticatorEnroll || it == RemediationName.Skip }

/** The authenticators that can be enrolled. */
internal val Prompt.enrollable: List<Choice>
    get() = remediation(RemediationName.SelectAuthenticatorEnroll)?.fields?.flatMap { it.choices }.orEmpty()
