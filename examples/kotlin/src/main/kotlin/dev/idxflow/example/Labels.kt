package dev.idxflow.example

import dev.idxflow.IdxAnswerException
import dev.idxflow.allMessages
import dev.idxflow.engine.AnswerProblem
import dev.idxflow.engine.Channel
import dev.idxflow.engine.Choice
import dev.idxflow.engine.Failure
import dev.idxflow.engine.FailureDetail
import dev.idxflow.engine.Field
import dev.idxflow.engine.Notice
import dev.idxflow.engine.Prompt
import dev.idxflow.engine.Remediation
import dev.idxflow.engine.RemediationName
import dev.idxflow.engine.Severity
import dev.idxflow.field
import dev.idxflow.remediation
import kotlin.time.Duration

/** The lines of a prompt: title, messages and instructions. */
internal fun promptLines(prompt: Prompt): List<String> {
    val messages = prompt.allMessages.map { "${if (it.severity == Severity.Error) '✗' else '•'} ${it.text}" }
    val notice = prompt.notice?.let { "✗ ${noticeText(it)}" }
    return listOf("", title(prompt)) + messages + listOfNotNull(notice) + sentLines(prompt)
}

/** The title of a prompt, in the terms of Okta's own screens. */
private fun title(prompt: Prompt): String {
    val channel = prompt.contextualData?.selectedChannel
    val authenticator = prompt.currentAuthenticator?.displayName ?: "a security method"
    return when (val name = prompt.remediations.firstOrNull()?.name) {
        null -> "Nothing more to do"
        RemediationName.Identify -> prompt.app?.label?.let { "Sign in to $it" } ?: "Sign in"
        RemediationName.SelectAuthenticatorEnroll, RemediationName.Skip -> "Set up security methods"
        RemediationName.SelectAuthenticatorAuthenticate -> "Verify it's you with a security method"
        RemediationName.EnrollmentChannelData ->
            "Set up Okta Verify via ${if (channel == Channel.Sms) "SMS" else "email link"}"
        RemediationName.EnrollPoll -> when (channel) {
            Channel.Email -> "Check your email"
            Channel.Sms -> "Check your text messages"
            else -> "Set up $authenticator"
        }
        RemediationName.EnrollAuthenticator -> "Set up $authenticator"
        RemediationName.ChallengeAuthenticator, RemediationName.ChallengePoll -> "Verify with $authenticator"
        else -> readableName(name.value)
    }
}

/** The recipient of the setup link, and what to do next. */
private fun sentLines(prompt: Prompt): List<String> {
    val data = prompt.contextualData.takeIf { prompt.remediation(RemediationName.EnrollPoll) != null }
    val sent = when (data?.selectedChannel) {
        Channel.Email -> "an email to ${data.email ?: "your address"}"
        Channel.Sms -> "an SMS to ${data.phoneNumber ?: "your phone"}"
        else -> return emptyList()
    }
    return listOf(
        "We sent $sent with an Okta Verify setup link.",
        "To continue, open the link on your mobile device.",
    )
}

/** The options of a list of authenticators: the authenticators, and the remediation that skips the list. */
internal fun optionsLine(prompt: Prompt, hasEnrolled: Boolean): String {
    val skip = prompt.remediation(RemediationName.Skip)?.let { skipLabel(hasEnrolled) }
    return "Options: " + (prompt.enrollable.map(::label) + listOfNotNull(skip)).joinToString()
}

/** The label of `skip`. The server offers it only if nothing required is left to set up. */
internal fun skipLabel(hasEnrolled: Boolean): String = if (hasEnrolled) "Finish" else "Set up later"

/** The label of a channel for Okta Verify's activation. */
internal fun channelLabel(channel: Choice): String = when (Channel(channel.id)) {
    Channel.Qrcode -> "Scan a QR code"
    Channel.Email -> "Email me a setup link"
    Channel.Sms -> "Text me a setup link"
    else -> label(channel)
}

internal fun label(choice: Choice): String = choice.label ?: readableName(choice.id)

internal fun label(field: Field): String =
    field.label ?: readableName(field.path.substringAfterLast('.').substringAfterLast('#'))

/** The text for an invalid input. The exception's own message is for developers. */
internal fun errorText(error: IdxAnswerException, form: Remediation): String {
    val text = when (error.problem) {
        AnswerProblem.MISSING -> "This field is required"
        AnswerProblem.TOO_SHORT -> "This value is too short"
        AnswerProblem.TOO_LONG -> "This value is too long"
        AnswerProblem.PASSWORD_POLICY -> "This password does not meet the requirements"
        AnswerProblem.RATE_LIMITED -> return "Too many attempts. Try again in ${error.retryAfter?.inWholeSeconds} seconds."
        else -> "This value is not valid"
    }
    val field = error.field?.let(form::field) ?: return text
    return "${label(field)}: $text"
}

/** The text of a notice about the last answer. */
internal fun noticeText(notice: Notice): String = when (notice) {
    is Notice.AnswerMayBeLost -> "Your last answer may not have reached the server. Check your input and try again."
    is Notice.RateLimited -> "Too many attempts. Try again later, or choose another option."
}

/** The reason of a failure, with the server's messages. */
internal fun failureText(failure: Failure): String {
    val messages = failure.messages.map { it.text }
    val description = (failure.detail as? FailureDetail.OAuthError)?.description
    return (listOfNotNull(failure.text, failure.code, description) + messages).joinToString(": ")
}

/** Formats a duration as minutes and seconds: `9:05`. */
internal fun minutesAndSeconds(duration: Duration): String =
    "%d:%02d".format(duration.inWholeMinutes, duration.inWholeSeconds % 60)

/** `some-wireName` as `Some wire name`. */
private fun readableName(name: String): String = name.replace(Regex("[-_]"), " ")
    .replace(Regex("(?<=.)\\p{Lu}")) { " ${it.value.lowercase()}" }
    .replaceFirstChar(Char::uppercase)
