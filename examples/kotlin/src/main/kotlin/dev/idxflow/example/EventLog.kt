package dev.idxflow.example

import dev.idxflow.IdxEvent
import dev.idxflow.IdxFlow
import dev.idxflow.IdxState
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlin.time.ComparableTimeMark
import kotlin.time.Duration
import kotlin.time.TimeSource

/**
 * Follows what happens: counts the polls, and keeps the state file.
 *
 * [mostPolls] and [mostFailures], one after the other, are what it has patience for; null is no end of it.
 */
internal class EventLog(
    private val file: StateFile?,
    private val mostPolls: Int? = null,
    private val mostFailures: Int? = null,
    private val say: (String) -> Unit = {},
) {
    private val events = Channel<IdxEvent>(Channel.UNLIMITED)
    private val pollsSeen = MutableStateFlow(0)
    private var answered = 0
    private var failures = 0
    private var nextPoll: ComparableTimeMark? = null

    /** Polls that were answered and did not end this run. */
    val polls: StateFlow<Int> get() = pollsSeen

    /** What went wrong last, and nothing has gone well since. */
    var retry: String? = null
        private set

    /** How long until the next poll; null while one is out, and where nothing is polled. */
    val pollIn: Duration? get() = nextPoll?.let { (-it.elapsedNow()).coerceAtLeast(Duration.ZERO) }

    /** The flow's observer. */
    fun note(event: IdxEvent) {
        events.trySend(event)
    }

    /** To the end of the flow; null where it leaves before, since there were polls enough. */
    suspend fun follow(flow: IdxFlow): IdxState? {
        for (event in events) {
            count(event, flow)
            if (event is IdxEvent.StateChanged && event.state.isFinal) {
                file?.delete()
                return event.state
            }
            val isChange = event is IdxEvent.StateChanged || event is IdxEvent.RequestSent
            if (isChange && !flow.states.value.isFinal) file?.write(flow.save())
            if (event is IdxEvent.StateChanged) {
                if (answered == mostPolls) return null
                pollsSeen.value = answered
            }
            if (failures == mostFailures) throw ExitError("the org does not answer: $retry.")
        }
        error("the journal is never closed")
    }

    private fun count(event: IdxEvent, flow: IdxFlow) {
        when (event) {
            is IdxEvent.RequestSent -> nextPoll = null
            is IdxEvent.ResponseReceived -> {
                failures = 0
                retry = null
                if (event.request.background) {
                    answered++
                    val left = flow.expiresIn()?.let { ", ${clock(it)} left" }.orEmpty()
                    say("Poll $answered: HTTP ${event.status}$left")
                }
            }
            is IdxEvent.RequestFailed -> {
                failures++
                retry = event.error.message
                say("✗ ${event.error.message}")
            }
            is IdxEvent.StateChanged -> nextPoll = event.state.pollIn?.let { TimeSource.Monotonic.markNow() + it }
            is IdxEvent.AnswerSubmitted, is IdxEvent.RedirectReceived -> Unit
        }
    }
}
