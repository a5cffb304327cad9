package dev.idxflow.example

import dev.idxflow.IdxAnswerException
import dev.idxflow.IdxFlow
import dev.idxflow.IdxState
import dev.idxflow.RetryInfo
import dev.idxflow.answer
import dev.idxflow.engine.Answer
import dev.idxflow.engine.AnswerProblem
import dev.idxflow.engine.AuthenticatorKey
import dev.idxflow.engine.Channel
import dev.idxflow.engine.Choice
import dev.idxflow.engine.Field
import dev.idxflow.engine.FieldKind
import dev.idxflow.engine.Prompt
import dev.idxflow.engine.RemediationName
import dev.idxflow.engine.Secret
import dev.idxflow.engine.WaitReason
import dev.idxflow.remediation
import dev.idxflow.with
import kotlinx.coroutines.delay
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds

/** A screen for a user at a terminal. */
internal class InteractiveScreen(flow: IdxFlow, terminal: Terminal, private val eventLog: EventLog, private val org: Org) :
    Screen(flow, terminal) {

    override val qrSpace: Pair<Int, Int>
        get() = terminal.size.let { (columns, rows) -> columns to rows - FOOTER_ROWS }

    override fun enrollmentLines(authenticator: String) = listOf("", "✓ $authenticator is set up.")

    override suspend fun showProgress(state: IdxState.Working) {
        // Requests that complete quickly show no progress, so that the screen does not flicker.
        delay(REFRESH_INTERVAL)
        val line = state.retry?.let { "✗ ${it.text}. Trying again…" } ?: "Sending…"
        redraw {
            terminal.drawFooter(listOf(line, "q Quit"))
            true
        }
    }

    override suspend fun waitForPhone(prompt: Prompt) {
        val channels = prompt.otherChannels
        var phoneResult: String? = null
        var isPhoneDone = false
        redraw { key ->
            val channel = key?.digitToIntOrNull()?.let { channels.getOrNull(it - 1) }
            if (channel != null) {
                flow.selectChannel(Channel(channel.id), prompt)
                return@redraw false
            }
            if (key == 's' && !isPhoneDone) {
                val result = usePhone(prompt)
                isPhoneDone = result.isSuccess
                phoneResult = result.fold({ "The simulated phone $it." }, { "✗ ${it.message}" })
            }
            terminal.drawFooter(statusLines() + listOfNotNull(phoneResult) + menu(prompt, channels, isPhoneDone))
            true
        }
    }

    private suspend fun usePhone(prompt: Prompt): Result<String> = try {
        Result.success(org.usePhone(prompt))
    } catch (error: ExitError) {
        Result.failure(error)
    }

    private fun statusLines(): List<String> {
        val poll = eventLog.pollIn?.let { "Next poll in ${wholeSeconds(it)} s" } ?: "Polling…"
        val expiry = flow.expiresIn()?.let { "Expires in ${minutesAndSeconds(it)}" }
        val error = eventLog.lastError?.let { "✗ $it" }
        return listOfNotNull(listOfNotNull(poll, expiry).joinToString("   "), error)
    }

    private fun menu(prompt: Prompt, channels: List<Choice>, isPhoneDone: Boolean): String {
        val phone = if (prompt.qr == null) "s Open the link now" else "s Scan now"
        val alternatives = channels.mapIndexed { index, channel -> "${index + 1} ${channelLabel(channel)}" }
        return (listOfNotNull(phone.takeIf { !isPhoneDone }) + alternatives + "q Quit").joinToString("   ")
    }

    /** Calls [draw] repeatedly with the last key pressed, until it returns false. */
    private suspend fun redraw(draw: suspend (Char?) -> Boolean): Unit = terminal.withFooter {
        var key: Char? = null
        while (draw(key)) {
            key = terminal.readKey(REFRESH_INTERVAL)
            if (key == 'q') cancel()
        }
    }

    override suspend fun fillForm(prompt: Prompt) {
        val form = prompt.remediations.firstOrNull() ?: throw ExitError("the prompt has no form.")
        if (form.fields.isEmpty() || form.fields.any { it.isChoice }) {
            throw ExitError("this example does not support the prompt ${form.name}.")
        }
        while (true) {
            val fields = form.fields.filter { it.kind == FieldKind.Text }
            val answer = fields.fold(prompt.answer(form)) { answer, field -> answer.ask(field, prompt) }
            try {
                return flow.submit(answer)
            } catch (error: IdxAnswerException) {
                // The next state is about to be shown.
                if (error.problem == AnswerProblem.STALE_PROMPT) return
                terminal.println("✗ ${errorText(error, form)}")
            }
        }
    }

    private fun Answer.ask(field: Field, prompt: Prompt): Answer {
        val suggested = suggestion(field, prompt)
        val label = label(field)
        if (field.isSecret) {
            val hint = suggested?.let { " [press Enter to use ${it.expose()}]" }.orEmpty()
            val typed = terminal.askHidden("$label$hint:")?.concatToString() ?: cancel()
            val secret = Secret(typed).takeIf { !it.isEmpty } ?: suggested ?: return this
            return with(field.path, secret)
        }
        val hint = suggested?.let { " [${it.expose()}]" }.orEmpty()
        val typed = terminal.ask("$label$hint:") ?: cancel()
        val text = typed.trim().ifEmpty { suggested?.expose().orEmpty() }
        return if (text.isEmpty()) this else with(field.path, text)
    }

    /** Returns the value of the simulated user for this field, if known. */
    private fun suggestion(field: Field, prompt: Prompt): Secret? {
        val isPassword = prompt.currentAuthenticator?.key.let { it == null || it == AuthenticatorKey.OktaPassword }
        return when (field.path.substringAfterLast('.')) {
            "identifier", "email" -> Secret(org.login)
            "passcode" -> org.password.takeIf { isPassword }
            "phoneNumber" -> Secret("+15550100123")
            else -> null
        }
    }
}

private val REFRESH_INTERVAL = 250.milliseconds

private fun cancel(): Nothing = throw ExitError("Canceled.", ExitError.CANCELED)

/** The reason why a request is sent again. */
private val RetryInfo.text: String
    get() = when (val reason = reason) {
        is WaitReason.Retrying -> error?.message ?: "the server responded with HTTP status ${reason.status}"
        else -> "the server limits the rate of requests"
    }

/** The channels for Okta Verify's activation, except the current one. */
private val Prompt.otherChannels: List<Choice>
    get() = remediation(RemediationName.SelectEnrollmentChannel)?.fields?.flatMap { it.choices }.orEmpty()
        .filter { it.id != contextualData?.selectedChannel?.value }

/** The duration in seconds, rounded up. */
private fun wholeSeconds(duration: Duration) = (duration.inWholeMilliseconds + 999) / 1000
