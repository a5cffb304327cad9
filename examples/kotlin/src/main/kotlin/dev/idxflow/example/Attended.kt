package dev.idxflow.example

import dev.idxflow.IdxFlow
import dev.idxflow.IdxInputException
import dev.idxflow.IdxState
import dev.idxflow.answer
import dev.idxflow.engine.Answer
import dev.idxflow.engine.AuthenticatorKey
import dev.idxflow.engine.Channel
import dev.idxflow.engine.Choice
import dev.idxflow.engine.Field
import dev.idxflow.engine.FieldKind
import dev.idxflow.engine.Prompt
import dev.idxflow.engine.Prompt
import dev.idxflow.engine.RemediationName
import dev.idxflow.engine.Secret
import dev.idxflow.named
import dev.idxflow.with
import kotlinx.coroutines.delay
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds

/** The screen for a person at a terminal. */
internal class Attended(flow: IdxFlow, terminal: Terminal, private val journal: EventLog, private val org: Org) :
    Screen(flow, terminal) {

    override val room: Pair<Int, Int>
        get() = terminal.size.let { (columns, rows) -> columns to rows - FOOT }

    override suspend fun work(state: IdxState.Working) {
        // what takes no time to see is not worth a line
        delay(TICK)
        val line = state.retry?.let { "✗ ${it.error.message}; it is tried again" } ?: "Asking the org…"
        watch {
            terminal.draw(listOf(line, "q Quit"))
            true
        }
    }

    override suspend fun wait(prompt: Prompt) {
        val channels = prompt.otherChannels
        var said: String? = null
        var isDone = false
        watch { key ->
            val channel = key?.digitToIntOrNull()?.let { channels.getOrNull(it - 1) }
            if (channel != null) {
                flow.selectChannel(Channel(channel.id))
                return@watch false
            }
            if (key == 's' && !isDone) {
                val does = usePhone(prompt)
                isDone = !does.startsWith("✗")
                said = does
            }
            terminal.draw(status() + listOfNotNull(said) + menu(prompt, channels, isDone))
            true
        }
    }

    private suspend fun usePhone(prompt: Prompt): String = try {
        "the phone ${org.usePhone(prompt)}"
    } catch (error: ExitError) {
        "✗ ${error.message}"
    }

    private fun status(): List<String> {
        val poll = journal.pollIn?.let { "next poll in ${seconds(it)} s" } ?: "polling…"
        val expires = flow.expiresIn()?.let { "expires in ${clock(it)}" }
        val retry = journal.retry?.let { "✗ $it" }
        return listOfNotNull(listOfNotNull(poll, expires).joinToString("   "), retry)
    }

    private fun menu(prompt: Prompt, channels: List<Choice>, isDone: Boolean): String {
        val phone = if (prompt.qr == null) "s Let the phone open it" else "s Let the phone scan"
        val ways = channels.mapIndexed { at, it ->
            val isQr = it.id == Channel.Qrcode.value
            "${at + 1} ${if (isQr) "Back to the" else "Can't scan?"} ${label(it)}"
        }
        return (listOfNotNull(phone.takeIf { !isDone }) + ways + "q Quit").joinToString("   ")
    }

    /** Looks again and again, with the key that was pressed meanwhile, as long as [look] says so. */
    private suspend fun watch(look: suspend (Char?) -> Boolean): Unit = terminal.watching {
        var key: Char? = null
        while (look(key)) {
            key = terminal.key(TICK)
            if (key == 'q') cancel()
        }
    }

    override suspend fun fill(prompt: Prompt) {
        val form = prompt.remediations.firstOrNull()
            ?: throw ExitError("the org offers nothing that could be done here.")
        if (form.fields.isEmpty() || form.fields.any { it.isChoice }) {
            throw ExitError("the org asks for something that this example does not know: ${form.name}.")
        }
        while (true) {
            val asked = form.fields.filter { it.kind == FieldKind.Text }
            val answer = asked.fold(prompt.answer(form)) { answer, field -> answer.asking(field, prompt) }
            try {
                return flow.submit(answer)
            } catch (error: IdxInputException) {
                terminal.say("✗ ${error.message}")
            }
        }
    }

    private fun Answer.asking(field: Field, prompt: Prompt): Answer {
        val suggested = suggestion(field, prompt)
        val label = label(field)
        if (field.secret) {
            val hint = if (suggested == null) "" else " (Enter for the simulated user's)"
            val typed = terminal.askHidden("$label$hint:")?.concatToString() ?: cancel()
            val secret = Secret(typed).takeIf { !it.isEmpty } ?: suggested ?: return this
            return with(field.path, secret)
        }
        val hint = suggested?.let { " [${it.expose()}]" }.orEmpty()
        val typed = terminal.ask("$label$hint:") ?: cancel()
        val text = typed.trim().ifEmpty { suggested?.expose().orEmpty() }
        return if (text.isEmpty()) this else with(field.path, text)
    }

    /** What the simulated user would type. */
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

private val TICK = 250.milliseconds

private fun cancel(): Nothing = throw ExitError("Canceled.", ExitError.CANCELED)

/** "Can't scan?": the ways that the code or the link did not come already. */
private val Prompt.otherChannels: List<Choice>
    get() = named(RemediationName.SelectEnrollmentChannel)?.fields?.flatMap { it.choices }.orEmpty()
        .filter { it.id != context?.selectedChannel?.value }

/** Whole seconds, none of them lost. */
private fun seconds(left: Duration) = (left.inWholeMilliseconds + 999) / 1000
