package dev.idxflow.journeys

import dev.idxflow.IdxEvent
import dev.idxflow.IdxState
import dev.idxflow.allMessages
import dev.idxflow.engine.Message
import dev.idxflow.engine.Page
import kotlin.time.Duration

/** What happened on a journey, in the words that Rust writes it down with. No values, no secrets. */
class Transcript {
    private val lines = mutableListOf<String>()

    @Synchronized
    fun say(line: String) {
        lines += line
    }

    @Synchronized
    fun take(event: IdxEvent) {
        when (event) {
            is IdxEvent.Answers ->
                lines += "answer ${event.answer.remediation} [${event.answer.values.keys.sorted().joinToString()}]"
            is IdxEvent.ComesBack -> lines += if (event.accepted) "come back" else "come back → refused"
            is IdxEvent.Sends -> {
                val request = event.request
                val path = request.url.toString().substringAfter("//").substringAfter('/')
                lines += "${request.purpose.word} ${request.method} /$path"
            }
            is IdxEvent.Receives -> lines[lines.lastIndex] += " → ${event.status}"
            is IdxEvent.Fails -> lines[lines.lastIndex] += " → nothing"
            is IdxEvent.Shows -> event.state.line.let { if (lines.lastOrNull() != it) lines += it }
        }
    }

    @Synchronized
    override fun toString() = lines.joinToString("\n")
}

private val IdxState.line: String
    get() = when (this) {
        is IdxState.Working -> error("nothing to show")
        is IdxState.Ask -> "ask${every(pollIn)}: ${page.line}"
        is IdxState.ShowQr -> "show the QR code${every(pollIn)}: ${page.line}"
        is IdxState.Waiting -> "wait${every(pollIn)}: ${page.line}"
        is IdxState.Redirect -> "open a browser: ${page.line}"
        is IdxState.Done -> "done: ${tokens.scopes.joinToString(" ")}"
        is IdxState.DoneWithCode -> "done with a code"
        is IdxState.Failed -> "failed: ${failure.kind.word}" + failure.messages.mapNotNull { it.key }.joinToString("") { " !$it" }
    }

private fun every(pollIn: Duration?) = pollIn?.let { ", poll in $it" }.orEmpty()

private val Page.line get() = (prompt.remediations.map { it.id } + prompt.allMessages.map { it.line }).joinToString(" ")

private val Message.line get() = "!${key ?: "?"}" + field?.let { "@$it" }.orEmpty()

private val Enum<*>.word get() = name.split('_').joinToString("") { it.lowercase().replaceFirstChar(Char::uppercase) }
