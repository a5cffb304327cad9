package dev.idxflow.sample

import dev.idxflow.IdxInputException
import dev.idxflow.engine.AuthenticatorKey
import dev.idxflow.engine.Choice
import dev.idxflow.engine.Field
import dev.idxflow.engine.InputProblem
import dev.idxflow.engine.Prompt
import dev.idxflow.engine.Remediation
import dev.idxflow.engine.RemediationName

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

/** The text for an invalid answer, or null. The exception's own message is for developers. */
internal val IdxInputException.text: String?
    get() = when (problem) {
        // Another prompt is already on the screen.
        InputProblem.STALE_PROMPT, InputProblem.NOT_EXPECTED -> null
        InputProblem.MISSING -> "This field is required"
        InputProblem.TOO_SHORT -> "This value is too short"
        InputProblem.TOO_LONG -> "This value is too long"
        else -> "This value is not valid"
    }

private val Prompt.isOktaVerifyEnrolled: Boolean
    get() = enrollments.any { it.key == AuthenticatorKey.OktaVerify }
