package dev.idxflow.scenarios

import dev.idxflow.IdxEvent
import dev.idxflow.IdxState
import dev.idxflow.allMessages
import dev.idxflow.engine.Message
import dev.idxflow.engine.Notice
import dev.idxflow.engine.Prompt
import kotlin.time.Duration

/**
 * A record of the events of a scenario, in the same format as in Rust. Contains no values and no
 * secrets.
 */
class Transcript {
    private val lines = mutableListOf<String>()

    @Synchronized
    fun add(line: String) {
        lines += line
    }

    @Synchronized
    fun add(event: IdxEvent) {
        when (event) {
            is IdxEvent.AnswerSubmitted ->
                lines += "answer ${event.answer.remediation} [${event.answer.values.keys.sorted().joinToString()}]"
            is IdxEvent.RedirectCanceled -> lines += "redirect canceled"
            is IdxEvent.RedirectReceived -> lines += if (event.accepted) "redirect received" else "redirect received → refused"
            is IdxEvent.RequestSent -> {
                val request = event.request
                val path = request.url.toString().substringAfter("//").substringAfter('/')
                lines += "${request.purpose.camelName} ${request.method} /$path"
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
        is IdxState.Working -> error("no event has this state")
        is IdxState.Ask -> "ask${pollText(pollIn)}: ${prompt.line}"
        is IdxState.ShowQr -> "show the QR code${pollText(pollIn)}: ${prompt.line}"
        is IdxState.Waiting -> "wait${pollText(pollIn)}: ${prompt.line}"
        is IdxState.Redirect -> "open a browser: ${prompt.line}"
        is IdxState.Done -> "done: ${tokens.scopes.joinToString(" ")}"
        is IdxState.DoneWithCode -> "done with a code"
        is IdxState.Failed -> "failed: ${failure.kind.camelName}" + failure.messages.mapNotNull { it.key }.joinToString("") { " !$it" }
    }

private fun pollText(pollIn: Duration?) = pollIn?.let { ", poll in $it" }.orEmpty()

private val Prompt.line
    get() = (remediations.map { it.id } + allMessages.map { it.line } + listOfNotNull(notice?.line)).joinToString(" ")

private val Message.line get() = "!${key ?: "?"}" + field?.let { "@$it" }.orEmpty()

private val Notice.line
    get() = when (this) {
        is Notice.AnswerMayBeLost -> "?lost $attempts"
        is Notice.RateLimited -> "?limited $remediation"
    }

/** `TOKEN_REJECTED` as `TokenRejected`, as Rust prints it. */
private val Enum<*>.camelName get() = name.split('_').joinToString("") { it.lowercase().replaceFirstChar(Char::uppercase) }
