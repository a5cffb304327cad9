package dev.idxflow

import dev.idxflow.engine.Failure
import dev.idxflow.engine.FlowException
import dev.idxflow.engine.InputProblem
import kotlinx.coroutines.CancellationException
import java.nio.charset.CharacterCodingException

/**
 * The base class of this library's exceptions. Messages are for developers and contain no user input.
 */
public sealed class IdxException(final override val message: String) : Exception(message)

/**
 * The input is invalid. The flow is unchanged.
 *
 * @property problem the kind of problem.
 * @property field the path of the affected field or the ID of the remediation, if there is one.
 */
public class IdxInputException(
    public val problem: InputProblem,
    public val field: String?,
    message: String,
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

/** An internal error of this library, or the native library cannot be loaded. Please report it. */
public class IdxInternalException internal constructor(message: String) : IdxException(message) {
    internal companion object {
        /** Keeps only the type of [error]: its message may contain user input. */
        fun of(error: Throwable) =
            IdxInternalException("internal error in idx-flow (${error.javaClass.simpleName}): please report it")
    }
}

/** Runs [block] and converts exceptions of the engine to this library's exceptions. */
internal inline fun <T> translatingErrors(block: () -> T): T = try {
    block()
} catch (error: IdxException) {
    throw error
} catch (error: CancellationException) {
    throw error
} catch (error: FlowException) {
    throw error.translated()
} catch (error: CharacterCodingException) {
    throw IdxInputException(InputProblem.WRONG_KIND, null, "the text is not valid Unicode: it has an unpaired surrogate")
} catch (error: LinkageError) {
    throw IdxInternalException("the native library of idx-flow cannot be loaded: ${error.message}")
} catch (error: Exception) {
    throw IdxInternalException.of(error)
}

internal fun FlowException.translated(): IdxException = when (this) {
    is FlowException.Input -> IdxInputException(problem, field, text)
    is FlowException.Restore -> IdxRestoreException(isNewer, text)
    is FlowException.NoEntropy -> IdxInternalException(text)
    is FlowException.Internal -> IdxInternalException(text)
}
