package dev.idxflow.sample

import dev.idxflow.IdxAnswerException
import dev.idxflow.RetryInfo
import dev.idxflow.engine.AnswerProblem
import dev.idxflow.engine.AuthenticatorKey
import dev.idxflow.engine.Choice
import dev.idxflow.engine.Field
import dev.idxflow.engine.Notice
import dev.idxflow.engine.Prompt
import dev.idxflow.engine.Remediation
import dev.idxflow.engine.RemediationName
import dev.idxflow.engine.WaitReason
import dev.idxflow.remediation
import java.time.ZoneId
import java.time.format.DateTimeFormatter
import java.time.format.FormatStyle
import kotlin.time.Duration

/** The text of the button that submits this form, or of the link that opens it. */
internal fun Prompt.label(remediation: Remediation): String = remediation.label ?: when (remediation.name) {
    RemediationName.Identify -> if (remediation.fields.any { it.isSecret }) "Sign in" else "Next"
    RemediationName.ChallengeAuthenticator -> "Verify"
    RemediationName.SelectEnrollProfile -> "Sign up"
    RemediationName.UnlockAccount -> "Unlock account?"
    RemediationName.Recover -> "Forgot password?"
    RemediationName.Resend -> "Send again"
    RemediationName.Skip -> if (isOktaVerifyEnrolled) "Finish" else "Set up later"
    RemediationName.Cancel -> "Back to sign in"
    else -> "Next"
}

internal val Field.text: String get() = label ?: path.substringAfterLast('.')

internal val Choice.text: String get() = label ?: authenticator?.displayName ?: id

/** The text for a rejected answer, or null. The exception's own message is for developers. */
internal val IdxAnswerException.text: String?
    get() = when (problem) {
        // Another prompt is already on the screen.
        AnswerProblem.STALE_PROMPT, AnswerProblem.NOT_EXPECTED -> null
        AnswerProblem.MISSING -> "This field is required"
        AnswerProblem.TOO_SHORT -> "This value is too short"
        AnswerProblem.TOO_LONG -> "This value is too long"
        AnswerProblem.PASSWORD_POLICY -> "This password does not meet the requirements"
        AnswerProblem.RATE_LIMITED -> "Too many attempts. Try again in ${retryAfter?.text ?: "a minute"}."
        else -> "This value is not valid"
    }

/** The text about the last answer: it may be lost, or the server rate-limits it. */
internal fun Notice.text(prompt: Prompt): String = when (this) {
    is Notice.AnswerMayBeLost -> "Your last answer may not have reached the server. Check your input and try again."
    is Notice.RateLimited -> {
        val limited = prompt.remediation(remediation)?.let { "“${prompt.label(it)}”" } ?: "It"
        "Too many attempts. $limited is available again at ${TIME.format(retryAt)}. Every other option can be used now."
    }
}

/** The text for a request that is sent again. */
internal val RetryInfo.text: String
    get() = if (error != null) "No connection. Trying again…" else reason.text ?: "Trying again…"

/** The text for the reason why a flow waits, or null if the user acts elsewhere. */
internal val WaitReason.text: String?
    get() = when (this) {
        is WaitReason.Pending -> null
        is WaitReason.RateLimited -> "Too many requests. Trying again soon…"
        is WaitReason.Retrying -> if (status == null) "No connection. Trying again…" else "The server is not available. Trying again…"
    }

/** Whole seconds, rounded up. */
private val Duration.text: String get() = "${(inWholeMilliseconds + 999) / 1000} seconds"

private val TIME = DateTimeFormatter.ofLocalizedTime(FormatStyle.SHORT).withZone(ZoneId.systemDefault())

private val Prompt.isOktaVerifyEnrolled: Boolean
    get() = enrollments.any { it.key == AuthenticatorKey.OktaVerify }
