package dev.idxflow

import dev.idxflow.engine.Action
import dev.idxflow.engine.Engine
import dev.idxflow.engine.Prompt
import java.time.Duration
import java.time.Instant
import kotlin.time.toKotlinDuration
import kotlin.time.Duration as KotlinDuration

/** Turns the engine's actions into states, and keeps the prompt that is on the screen. */
internal class Screen(private val engine: Engine) {
    private var prompt: Prompt? = null

    /** What became of the last exchange, where it did not bring the flow on. */
    private var error: IdxTransportException? = null
    private var status: Int? = null

    /** Whether nothing has happened since the last look but that time went by. */
    private var isOnlyTime = false

    /** Takes in what came of an exchange. */
    fun note(outcome: Outcome) {
        isOnlyTime = false
        error = (outcome as? Outcome.Lost)?.error
        status = (outcome as? Outcome.Reply)?.response?.status
    }

    /** The state of this action, after [current]: the same one where nothing has changed to the eye. */
    fun show(action: Action, current: IdxState, now: Instant): IdxState {
        val next = when {
            action !is Action.Send || !action.request.background -> state(action)
            // a poll leaves the screen as it is, where there is a prompt on it
            current !is IdxState.Working && current !is IdxState.Redirect -> current
            else -> state(engine.screen(now))
        }
        if (next !is IdxState.Working) error = null
        return if (isOnlyTime && next.isCountedDownFrom(current)) current else next.also { isOnlyTime = true }
    }

    private fun state(action: Action): IdxState = when (action) {
        is Action.Send -> working(KotlinDuration.ZERO)
        is Action.Wait -> action.prompt?.let { waiting(it, action.duration) } ?: retrying(action.duration)
        is Action.Ask -> IdxState.Ask(prompt(action.prompt), action.wait?.toKotlinDuration())
        is Action.ShowQr -> code(prompt(action.prompt), action.wait?.toKotlinDuration())
        is Action.Redirect -> IdxState.Redirect(prompt(action.prompt), action.url)
        is Action.Done -> IdxState.Done(action.tokens)
        is Action.DoneWithCode -> IdxState.DoneWithCode(action.code)
        is Action.Failed -> IdxState.Failed(action.failure)
    }

    private fun prompt(number: Long): Prompt {
        val shown = prompt
        if (shown?.number == number) return shown
        return checkNotNull(engine.prompt()) { "the prompt is gone" }.also { prompt = it }
    }

    private fun waiting(number: Long, duration: Duration) =
        IdxState.Waiting(prompt(number), duration.toKotlinDuration())

    private fun code(prompt: Prompt, pollIn: KotlinDuration?): IdxState =
        prompt.qr?.let { IdxState.ShowQr(prompt, it, pollIn) } ?: IdxState.Ask(prompt, pollIn)

    /** A reply that is none (a 5xx, a 429) is retry too. */
    private fun retrying(duration: Duration): IdxState {
        error = error ?: status?.let { IdxTransportException.unavailable(it) }
        return working(duration.toKotlinDuration())
    }

    private fun working(retryIn: KotlinDuration) = IdxState.Working(prompt, error?.let { RetryInfo(it, retryIn) })
}

/** The same but that the next poll has come nearer: no reason to draw anything again. */
private fun IdxState.isCountedDownFrom(other: IdxState): Boolean = when (this) {
    is IdxState.Ask -> other is IdxState.Ask && prompt == other.prompt && pollIn.isBelow(other.pollIn)
    is IdxState.ShowQr -> other is IdxState.ShowQr && prompt == other.prompt && pollIn.isBelow(other.pollIn)
    is IdxState.Waiting -> other is IdxState.Waiting && prompt == other.prompt && pollIn < other.pollIn
    else -> false
}

private fun KotlinDuration?.isBelow(other: KotlinDuration?) = this != null && other != null && this < other
