package dev.idxflow.example

import dev.idxflow.IdxInputException
import dev.idxflow.allMessages
import dev.idxflow.engine.Channel
import dev.idxflow.engine.Choice
import dev.idxflow.engine.Failure
import dev.idxflow.engine.Field
import dev.idxflow.engine.InputProblem
import dev.idxflow.engine.Prompt
import dev.idxflow.engine.Remediation
import dev.idxflow.engine.RemediationName
import dev.idxflow.engine.Severity
import dev.idxflow.engine.Tokens
import dev.idxflow.field
import dev.idxflow.remediation
import kotlin.time.Duration

/** The lines of a prompt: title, messages and instructions. */
internal fun promptLines(prompt: Prompt): List<String> {
    val messages = prompt.allMessages.map { "${if (it.severity == Severity.Error) '✗' else '•'} ${it.text}" }
    val recipient = prompt.contextualData?.let { it.email ?: it.phoneNumber }?.takeIf { prompt.isLinkSent }
    val sent = recipient?.let { "We sent a setup link to $it. Open the link on your mobile device." }
    return listOf("", title(prompt)) + messages + listOfNotNull(sent)
}

private fun title(prompt: Prompt): String {
    val authenticator = prompt.currentAuthenticator?.displayName ?: "security method"
    return when (val name = prompt.remediations.firstOrNull()?.name) {
        null -> "Nothing more to do"
        RemediationName.Identify -> prompt.app?.label?.let { "Sign in to $it" } ?: "Sign in"
        RemediationName.SelectAuthenticatorEnroll, RemediationName.Skip -> "Set up security methods"
        RemediationName.EnrollmentChannelData -> "Where should we send the setup link?"
        RemediationName.EnrollPoll -> "Set up $authenticator"
        RemediationName.ChallengeAuthenticator -> "Verify with your $authenticator"
        else -> readableName(name.value)
    }
}

/** The authenticators that can be enrolled. The selected one is marked. */
internal fun choiceLines(choices: List<Choice>, selected: Choice): List<String> =
    choices.map { "  ${if (it == selected) '>' else ' '} ${label(it)}" }

/** Whether the prompt waits for the user to open a link that was sent by email or SMS. */
internal val Prompt.isLinkSent: Boolean
    get() = remediation(RemediationName.EnrollPoll) != null &&
        contextualData?.selectedChannel.let { it == Channel.Email || it == Channel.Sms }

internal fun label(choice: Choice): String = choice.label ?: readableName(choice.id)

internal fun label(field: Field): String =
    field.label ?: readableName(field.path.substringAfterLast('.').substringAfterLast('#'))

/** The text for an invalid input. The exception's own message is for developers. */
internal fun errorText(error: IdxInputException, form: Remediation): String {
    val text = when (error.problem) {
        InputProblem.MISSING -> "This field is required"
        InputProblem.TOO_SHORT -> "This value is too short"
        InputProblem.TOO_LONG -> "This value is too long"
        else -> "This value is not valid"
    }
    val field = error.field?.let(form::field) ?: return text
    return "${label(field)}: $text"
}

/** The lines after the sign-in. They contain no tokens. */
internal fun successLines(tokens: Tokens): List<String> {
    val user = tokens.idToken?.let { it.preferredUsername ?: it.email ?: it.subject } ?: "unknown user (no ID token)"
    return listOf("", "Signed in as $user", "Scopes: ${tokens.scopes.joinToString(" ")}")
}

/** The reason of a failure, with the server's messages. */
internal fun failureText(failure: Failure): String {
    val messages = failure.messages.map { it.text }
    return (listOfNotNull(failure.text, failure.code, failure.description) + messages).joinToString(": ")
}

/** Formats a duration as minutes and seconds: `9:05`. */
internal fun minutesAndSeconds(duration: Duration): String =
    "%d:%02d".format(duration.inWholeMinutes, duration.inWholeSeconds % 60)

/** `some-wireName` as `Some wire name`. */
private fun readableName(name: String): String = name.replace(Regex("[-_]"), " ")
    .replace(Regex("(?<=.)\\p{Lu}")) { " ${it.value.lowercase()}" }
    .replaceFirstChar(Char::uppercase)
