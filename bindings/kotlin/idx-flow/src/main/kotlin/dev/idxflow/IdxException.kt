package dev.idxflow

import dev.idxflow.engine.Failure
import dev.idxflow.engine.FlowException
import dev.idxflow.engine.InputProblem
import kotlinx.coroutines.CancellationException
import java.nio.charset.CharacterCodingException

/** What this library throws. The messages are for developers, and hold no value that somebody typed. */
public sealed class IdxException(final override val message: String) : Exception(message)

/**
 * What was given cannot be used. The flow is exactly as it was.
 *
 * @property problem what is wrong with it.
 * @property field the path of the field that it is about, or the id of the remediation.
 */
public class IdxInputException(
    public val problem: InputProblem,
    public val field: String?,
    message: String,
) : IdxException(message)

/**
 * The snapshot cannot be restored: start a new flow.
 *
 * @property newer whether a later version of this library wrote it.
 */
public class IdxRestoreException(public val newer: Boolean, message: String) : IdxException(message)

/**
 * The flow has ended without tokens.
 *
 * @property failure why.
 */
public class IdxFailedException(public val failure: Failure) : IdxException(failure.text)

/** The flow was closed, or its scope canceled. */
public class IdxClosedException : IdxException("the flow is closed")

/** A fault of this library, or the native library cannot be loaded: please report it. */
public class IdxInternalException internal constructor(message: String) : IdxException(message) {
    internal companion object {
        /** Its own text stays behind: it may hold what somebody typed. */
        fun of(error: Throwable) =
            IdxInternalException("a fault of idx-flow (${error.javaClass.simpleName}): please report it")
    }
}

/** Does [work], and throws what this library throws. */
internal inline fun <T> translated(work: () -> T): T = try {
    work()
} catch (error: IdxException) {
    throw error
} catch (error: CancellationException) {
    throw error
} catch (error: FlowException) {
    throw error.translated()
} catch (error: CharacterCodingException) {
    throw IdxInputException(InputProblem.WRONG_KIND, null, "the text is no Unicode: it has half a surrogate pair")
} catch (error: LinkageError) {
    throw IdxInternalException("the native library of idx-flow cannot be loaded: ${error.message}")
} catch (error: Exception) {
    throw IdxInternalException.of(error)
}

internal fun FlowException.translated(): IdxException = when (this) {
    is FlowException.Input -> IdxInputException(problem, field, text)
    is FlowException.Restore -> IdxRestoreException(newer, text)
    is FlowException.NoEntropy -> IdxInternalException(text)
    is FlowException.Internal -> IdxInternalException(text)
}
