package dev.idxflow.scenarios

import dev.idxflow.IdxEvent
import dev.idxflow.IdxState
import dev.idxflow.allMessages
import dev.idxflow.engine.Message
import dev.idxflow.engine.Prompt
import kotlin.time.Duration

/** What happened on a scenario, in the words that Rust writes it down with. No values, no secrets. */
class Transcript {
    private val lines = mutableListOf<String>()

    @Synchronized
    fun say(line: String) {
        lines += line
    }

    @Synchronized
    fun take(event: IdxEvent) {
        when (event) {
            is IdxEvent.AnswerSubmitted ->
                lines += "answer ${event.answer.remediation} [${event.answer.values.keys.sorted().joinToString()}]"
            is IdxEvent.RedirectReceived -> lines += if (event.accepted) "redirect received" else "redirect received → refused"
            is IdxEvent.RequestSent -> {
                val request = event.request
                val path = request.url.toString().substringAfter("//").substringAfter('/')
                lines += "${request.purpose.value} ${request.method} /$path"
            }
            is IdxEvent.ResponseReceived -> lines[lines.lastIndex] += " → ${event.status}"
            is IdxEvent.RequestFailed -> lines[lines.lastIndex] += " → nothing"
            is IdxEvent.StateChanged -> event.state.line.let { if (lines.lastOrNull() != it) lines += it }
        }
    }

    @Synchronized
    override fun toString() = lines.joinToString("\n")
}

private val IdxState.line: String
    get() = when (this) {
        is IdxState.Working -> error("nothing to show")
        is IdxState.Ask -> "ask${every(pollIn)}: ${prompt.line}"
        is IdxState.ShowQr -> "show the QR code${every(pollIn)}: ${prompt.line}"
        is IdxState.Waiting -> "wait${every(pollIn)}: ${prompt.line}"
        is IdxState.Redirect -> "open a browser: ${prompt.line}"
        is IdxState.Done -> "done: ${tokens.scopes.joinToString(" ")}"
        is IdxState.DoneWithCode -> "done with a code"
        is IdxState.Failed -> "failed: ${failure.kind.value}" + failure.messages.mapNotNull { it.key }.joinToString("") { " !$it" }
    }

private fun every(pollIn: Duration?) = pollIn?.let { ", poll in $it" }.orEmpty()

private val Prompt.line get() = (prompt.remediations.map { it.id } + prompt.allMessages.map { it.line }).joinToString(" ")

private val Message.line get() = "!${key ?: "?"}" + field?.let { "@$it" }.orEmpty()

private val Enum<*>.value get() = name.split('_').joinToString("") { it.lowercase().replaceFirstChar(Char::uppercase) }
