package dev.idxflow

import dev.idxflow.engine.Action
import dev.idxflow.engine.Channel
import dev.idxflow.engine.Engine
import dev.idxflow.engine.Prompt
import java.time.Duration
import java.time.Instant
import kotlin.time.toKotlinDuration
import kotlin.time.Duration as KotlinDuration

/** Maps the engine's actions to states, and caches the current prompt. */
internal class StateMapper(private val engine: Engine) {
    private var cachedPrompt: Prompt? = null

    /** The error of the last exchange, if no response came. */
    private var error: IdxTransportException? = null

    /** The retry that is due or in flight. */
    private var retry: RetryInfo? = null

    /** Whether only time has passed since the last call of [map]. */
    private var onlyTimePassed = false

    /** Records the result of an exchange. */
    fun onExchangeCompleted(result: ExchangeResult) {
        onlyTimePassed = false
        error = (result as? ExchangeResult.Failed)?.error
        retry = null
    }

    /** Returns the state for an action. Returns [current] itself if nothing visible has changed. */
    fun map(action: Action, current: IdxState, now: Instant): IdxState {
        val next = when {
            action !is Action.Send || !action.request.isBackground -> stateOf(action)
            // A poll does not change the screen if a prompt is already shown.
            current !is IdxState.Working && current !is IdxState.Redirect -> current
            else -> stateOf(engine.screen(now))
        }
        if (next !is IdxState.Working) retry = null
        if (onlyTimePassed && next.differsOnlyInTimeFrom(current)) return current
        onlyTimePassed = true
        return next
    }

    private fun stateOf(action: Action): IdxState = when (action) {
        is Action.Send -> working(retry?.copy(retryIn = KotlinDuration.ZERO))
        is Action.Wait -> waiting(action)
        is Action.Ask -> ask(prompt(action.promptVersion), action.wait)
        is Action.ShowQr -> showQr(prompt(action.promptVersion), action.wait)
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

    private fun waiting(wait: Action.Wait): IdxState {
        val duration = wait.duration.toKotlinDuration()
        wait.promptVersion?.let { return IdxState.Waiting(prompt(it), duration, wait.reason) }
        return working(RetryInfo(wait.reason, error, duration))
    }

    private fun ask(prompt: Prompt, wait: Duration?) = IdxState.Ask(prompt, prompt.pollIn(wait))

    private fun showQr(prompt: Prompt, wait: Duration?): IdxState =
        prompt.qr?.let { IdxState.ShowQr(prompt, it, prompt.pollIn(wait)) } ?: ask(prompt, wait)

    private fun working(retry: RetryInfo?): IdxState {
        this.retry = retry
        return IdxState.Working(cachedPrompt, retry)
    }
}

/** Returns null if the prompt is not polled: then the engine waits for the expiry. */
private fun Prompt.pollIn(wait: Duration?): KotlinDuration? {
    val isPolled = remediations.any { it.isPoll } && contextualData?.selectedChannel != Channel.Devicebootstrap
    return if (isPolled) wait?.toKotlinDuration() else null
}

/** Whether the states are equal except that the next poll is closer, which is no reason to redraw. */
private fun IdxState.differsOnlyInTimeFrom(other: IdxState): Boolean = when (this) {
    is IdxState.Ask -> other is IdxState.Ask && prompt == other.prompt && pollIn.isLessThan(other.pollIn)
    is IdxState.ShowQr -> other is IdxState.ShowQr && prompt == other.prompt && pollIn.isLessThan(other.pollIn)
    is IdxState.Waiting ->
        other is IdxState.Waiting && prompt == other.prompt && reason == other.reason && pollIn < other.pollIn
    else -> false
}

private fun KotlinDuration?.isLessThan(other: KotlinDuration?) = this != null && other != null && this < other
