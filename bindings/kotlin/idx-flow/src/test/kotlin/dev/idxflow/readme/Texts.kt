package dev.idxflow.readme

import dev.idxflow.IdxAnswerException
import dev.idxflow.IdxException
import dev.idxflow.IdxRedirectException
import dev.idxflow.engine.AnswerProblem
import dev.idxflow.engine.Notice
import java.time.ZoneId
import java.time.format.DateTimeFormatter
import java.time.format.FormatStyle

private val time = DateTimeFormatter.ofLocalizedTime(FormatStyle.SHORT).withZone(ZoneId.systemDefault())

/** Returns the text of a notice for the user. */
fun noticeText(notice: Notice): String = when (notice) {
    is Notice.AnswerMayBeLost -> "Your last answer may not have reached the server. Check your input and try again."
    is Notice.RateLimited -> "Too many attempts. Try again at ${time.format(notice.retryAt)}, or choose another way."
}

/** Returns the text of an error for the user, or null if the next prompt is already on the screen. */
fun errorText(error: IdxException): String? = when (error) {
    is IdxAnswerException -> when (error.problem) {
        AnswerProblem.STALE_PROMPT, AnswerProblem.NOT_EXPECTED -> null
        AnswerProblem.RATE_LIMITED -> "Try again in ${error.retryAfter?.inWholeSeconds} seconds."
        AnswerProblem.PASSWORD_POLICY -> "This password does not meet the requirements."
        else -> "Check your input."
    }
    // The link of an email was opened on this device, but the sign-in runs on another one.
    is IdxRedirectException -> error.otp?.let { "Enter this code on your other device: ${it.expose()}" }
    else -> "Something went wrong. Try again later."
}
