package dev.idxflow

import dev.idxflow.engine.AnswerProblem
import dev.idxflow.engine.ConfigProblem
import dev.idxflow.engine.Failure
import dev.idxflow.engine.FlowException
import dev.idxflow.engine.PasswordRule
import dev.idxflow.engine.RedirectProblem
import dev.idxflow.engine.Secret
import kotlinx.coroutines.CancellationException
import java.nio.charset.CharacterCodingException
import kotlin.time.Duration
import kotlin.time.toKotlinDuration

/**
 * The base class of this library's exceptions. Messages are for developers and contain no user input.
 */
public sealed class IdxException(final override val message: String) : Exception(message)

/**
 * The configuration cannot be used, or does not allow the call.
 *
 * @property problem the kind of problem.
 */
public class IdxConfigException(public val problem: ConfigProblem, message: String) : IdxException(message)

/**
 * The answer does not fit the prompt. The flow is unchanged, and nothing was sent.
 *
 * @property problem the kind of problem.
 * @property field the path of the affected field or the ID of the remediation, if there is one.
 * @property retryAfter for [RATE_LIMITED][AnswerProblem.RATE_LIMITED]: the time until the server accepts
 *   the answer.
 * @property rules for [PASSWORD_POLICY][AnswerProblem.PASSWORD_POLICY]: the rules that the new password
 *   breaks.
 */
public class IdxAnswerException(
    public val problem: AnswerProblem,
    public val field: String?,
    message: String,
    public val retryAfter: Duration? = null,
    public val rules: List<PasswordRule> = emptyList(),
) : IdxException(message) {
    internal companion object {
        fun stalePrompt() = IdxAnswerException(
            AnswerProblem.STALE_PROMPT,
            null,
            "the answer was made for an earlier prompt: answer the current prompt instead",
        )
    }
}

/**
 * The callback URL cannot be used. The flow is unchanged, and nothing was sent.
 *
 * @property problem the kind of problem.
 * @property otp for [STATE_MISMATCH][RedirectProblem.STATE_MISMATCH]: the code of an email whose link was
 *   opened on this device, although the sign-in runs on another one. Show it, so that the user can enter
 *   it there.
 */
public class IdxRedirectException(
    public val problem: RedirectProblem,
    message: String,
    public val otp: Secret? = null,
) : IdxException(message)

/**
 * The snapshot cannot be restored. Delete it and start a new flow.
 *
 * @property isNewer whether a newer version of this library wrote the snapshot.
 */
public class IdxRestoreException(public val isNewer: Boolean, message: String) : IdxException(message)

/**
 * The flow or the token request failed.
 *
 * @property failure the reason.
 */
public class IdxFailedException(public val failure: Failure) : IdxException(failure.text)

/** The flow was closed, or its coroutine scope was canceled. */
public class IdxClosedException : IdxException("the flow is closed")

/** The operating system provided no random bytes. */
public class IdxNoEntropyException internal constructor(message: String) : IdxException(message)

/** An internal error of this library, or the native library cannot be loaded. Please report it. */
public class IdxInternalException internal constructor(message: String) : IdxException(message) {
    internal companion object {
        /** Keeps only the type of [error]: its message may contain user input. */
        fun of(error: Throwable) =
            IdxInternalException("internal error in idx-flow (${error.javaClass.simpleName}): please report it")
    }
}

/**
 * The kind of input of a call, for the exceptions that this layer creates.
 *
 * @property notExpected makes the exception for an input that the flow does not expect, from its message.
 * @property invalidText makes the exception for a text that cannot be passed to the engine.
 */
internal enum class InputKind(val notExpected: (String) -> IdxException, val invalidText: (String) -> IdxException) {
    CONFIG({ IdxConfigException(ConfigProblem.OTHER, it) }, { IdxConfigException(ConfigProblem.OTHER, it) }),
    SNAPSHOT({ IdxRestoreException(false, it) }, { IdxRestoreException(false, it) }),
    ANSWER(
        { IdxAnswerException(AnswerProblem.NOT_EXPECTED, null, it) },
        { IdxAnswerException(AnswerProblem.WRONG_KIND, null, it) },
    ),
    REDIRECT(
        { IdxRedirectException(RedirectProblem.NOT_EXPECTED, it) },
        { IdxRedirectException(RedirectProblem.OTHER, it) },
    ),
}

/** Runs [block] and converts exceptions of the engine to this library's exceptions. */
internal inline fun <T> translatingErrors(input: InputKind = InputKind.ANSWER, block: () -> T): T = try {
    block()
} catch (error: IdxException) {
    throw error
} catch (error: CancellationException) {
    throw error
} catch (error: FlowException) {
    throw error.translated()
} catch (error: CharacterCodingException) {
    throw input.invalidText("a text is not valid Unicode: it has an unpaired surrogate")
} catch (error: LinkageError) {
    throw IdxInternalException("the native library of idx-flow cannot be loaded: ${error.message}")
} catch (error: Exception) {
    throw IdxInternalException.of(error)
}

internal fun FlowException.translated(): IdxException = when (this) {
    is FlowException.Config -> IdxConfigException(problem, text)
    is FlowException.Answer -> IdxAnswerException(problem, field, text, retryAfter?.toKotlinDuration(), rules)
    is FlowException.Redirect -> IdxRedirectException(problem, text, otp)
    is FlowException.Restore -> IdxRestoreException(isNewer, text)
    is FlowException.NoEntropy -> IdxNoEntropyException(text)
    is FlowException.Internal -> IdxInternalException(text)
}
