package dev.idxflow

import dev.idxflow.engine.Action
import dev.idxflow.engine.Engine
import dev.idxflow.engine.Prompt
import java.time.Duration
import java.time.Instant
import kotlin.time.toKotlinDuration
import kotlin.time.Duration as KotlinDuration

/** Maps the engine's actions to states, and caches the current prompt. */
internal class StateMapper(private val engine: Engine) {
    private var cachedPrompt: Prompt? = null

    /** The error or the HTTP status of the last exchange, kept while that exchange is retried. */
    private var error: IdxTransportException? = null
    private var status: Int? = null

    /** Whether only time has passed since the last call of [map]. */
    private var onlyTimePassed = false

    /** Records the result of an exchange. */
    fun onExchangeCompleted(result: ExchangeResult) {
        onlyTimePassed = false
        error = (result as? ExchangeResult.Failed)?.error
        status = (result as? ExchangeResult.Received)?.response?.status
    }

    /** Returns the state for an action. Returns [current] itself if nothing visible has changed. */
    fun map(action: Action, current: IdxState, now: Instant): IdxState {
        val next = when {
            action !is Action.Send || !action.request.isBackground -> stateOf(action)
            // A poll does not change the screen if a prompt is already shown.
            current !is IdxState.Working && current !is IdxState.Redirect -> current
            else -> stateOf(engine.screen(now))
        }
        if (next !is IdxState.Working) error = null
        if (onlyTimePassed && next.differsOnlyInTimeFrom(current)) return current
        onlyTimePassed = true
        return next
    }

    private fun stateOf(action: Action): IdxState = when (action) {
        is Action.Send -> working(KotlinDuration.ZERO)
        is Action.Wait -> action.promptVersion?.let { waiting(it, action.duration) } ?: retrying(action.duration)
        is Action.Ask -> IdxState.Ask(prompt(action.promptVersion), action.wait?.toKotlinDuration())
        is Action.ShowQr -> showQr(prompt(action.promptVersion), action.wait?.toKotlinDuration())
        is Action.Redirect -> IdxState.Redirect(prompt(action.promptVersion), action.url)
        is Action.Done -> IdxState.Done(action.tokens)
        is Action.DoneWithCode -> IdxState.DoneWithCode(action.code)
        is Action.Failed -> IdxState.Failed(action.failure)
    }

    private fun prompt(version: Long): Prompt {
        val cached = cachedPrompt
        if (cached?.version == version) return cached
        return checkNotNull(engine.prompt()) { "the engine has no prompt" }.also { cachedPrompt = it }
    }

    private fun waiting(version: Long, duration: Duration) =
        IdxState.Waiting(prompt(version), duration.toKotlinDuration())

    private fun showQr(prompt: Prompt, pollIn: KotlinDuration?): IdxState =
        prompt.qr?.let { IdxState.ShowQr(prompt, it, pollIn) } ?: IdxState.Ask(prompt, pollIn)

    /** The engine also retries after an unusable response, such as a 5xx or 429 status. */
    private fun retrying(duration: Duration): IdxState {
        error = error ?: status?.let { IdxTransportException.unavailable(it) }
        return working(duration.toKotlinDuration())
    }

    private fun working(retryIn: KotlinDuration) = IdxState.Working(cachedPrompt, error?.let { RetryInfo(it, retryIn) })
}

/** Whether the states are equal except that the next poll is closer, which is no reason to redraw. */
private fun IdxState.differsOnlyInTimeFrom(other: IdxState): Boolean = when (this) {
    is IdxState.Ask -> other is IdxState.Ask && prompt == other.prompt && pollIn.isLessThan(other.pollIn)
    is IdxState.ShowQr -> other is IdxState.ShowQr && prompt == other.prompt && pollIn.isLessThan(other.pollIn)
    is IdxState.Waiting -> other is IdxState.Waiting && prompt == other.prompt && pollIn < other.pollIn
    else -> false
}

private fun KotlinDuration?.isLessThan(other: KotlinDuration?) = this != null && other != null && this < other
