package dev.idxflow.example

import dev.idxflow.allMessages
import dev.idxflow.engine.Channel
import dev.idxflow.engine.Choice
import dev.idxflow.engine.Failure
import dev.idxflow.engine.Field
import dev.idxflow.engine.Prompt
import dev.idxflow.engine.RemediationName
import dev.idxflow.engine.Severity
import dev.idxflow.engine.Tokens
import dev.idxflow.named
import kotlin.time.Duration

/** A prompt's text: what it is about, what the server says, what the user has to know. */
internal fun text(prompt: Prompt): List<String> {
    val messages = prompt.allMessages.map { "${if (it.severity == Severity.Error) '✗' else '•'} ${it.text}" }
    val sentTo = prompt.contextualData?.let { it.email ?: it.phoneNumber }?.takeIf { prompt.isLinkSent }
    val sent = sentTo?.let { "A link was sent to $it. Open it on the phone." }
    return listOf("", title(prompt)) + messages + listOfNotNull(sent)
}

private fun title(prompt: Prompt): String {
    val what = prompt.currentAuthenticator?.displayName ?: "an authenticator"
    return when (val name = prompt.remediations.firstOrNull()?.name) {
        null -> "Nothing more to do"
        RemediationName.Identify -> prompt.app?.label?.let { "Sign in to $it" } ?: "Sign in"
        RemediationName.SelectAuthenticatorEnroll -> "Choose what to set up"
        RemediationName.EnrollmentChannelData -> "Where is the link to go?"
        RemediationName.EnrollPoll -> "Set up $what"
        RemediationName.ChallengeAuthenticator -> "Prove that it is you: $what"
        else -> sentence(name.value)
    }
}

/** What can be set up: the one that will be is marked. */
internal fun offer(choices: List<Choice>, taken: Choice): List<String> =
    choices.map { "  ${if (it == taken) '>' else ' '} ${label(it)}" }

/** Whether the prompt waits for a phone that a link was sent to. */
internal val Prompt.isLinkSent: Boolean
    get() = named(RemediationName.EnrollPoll) != null &&
        context?.selectedChannel.let { it == Channel.Email || it == Channel.Sms }

internal fun label(choice: Choice): String = choice.label ?: sentence(choice.id)

internal fun label(field: Field): String = field.label ?: sentence(field.path.substringAfterLast('.').substringAfterLast('#'))

/** The last prompt. No token is on it. */
internal fun signedIn(tokens: Tokens): List<String> {
    val who = tokens.idToken?.let { it.preferredUsername ?: it.email ?: it.subject } ?: "somebody"
    return listOf("", "Signed in as $who", "Scopes: ${tokens.scopes.joinToString(" ")}")
}

/** Why it ended, with all that the server said of it. */
internal fun reason(failure: Failure): String {
    val said = failure.messages.map { it.text }
    return (listOfNotNull(failure.text, failure.code, failure.description) + said).joinToString(": ")
}

/** Minutes and seconds: `9:05`. */
internal fun clock(left: Duration): String =
    "%d:%02d".format(left.inWholeMinutes, left.inWholeSeconds % 60)

/** `some-wireName` as `Some wire name`. */
private fun sentence(name: String): String = name.replace(Regex("[-_]"), " ")
    .replace(Regex("(?<=.)\\p{Lu}")) { " ${it.value.lowercase()}" }
    .replaceFirstChar(Char::uppercase)
