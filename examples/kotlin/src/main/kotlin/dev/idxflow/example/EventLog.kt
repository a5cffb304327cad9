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
 * Processes the events of a flow: counts polls and failures, and updates the state file.
 *
 * @param maxPolls the number of answered polls after which to stop; null for no limit.
 * @param maxFailures the number of consecutive failed requests after which to fail; null for no limit.
 * @param println prints a line for each poll and each error.
 */
internal class EventLog(
    private val file: StateFile?,
    private val maxPolls: Int? = null,
    private val maxFailures: Int? = null,
    private val println: (String) -> Unit = {},
) {
    private val events = Channel<IdxEvent>(Channel.UNLIMITED)
    private val processedPolls = MutableStateFlow(0)
    private var answeredPolls = 0
    private var failures = 0
    private var nextPoll: ComparableTimeMark? = null

    /** The number of polls that were answered without ending the flow. */
    val polls: StateFlow<Int> get() = processedPolls

    /** The error of the last request, or null if it succeeded. */
    var lastError: String? = null
        private set

    /** The time until the next poll; null while a poll is in flight, and if nothing is polled. */
    val pollIn: Duration? get() = nextPoll?.let { (-it.elapsedNow()).coerceAtLeast(Duration.ZERO) }

    /** The observer for the flow. */
    fun onEvent(event: IdxEvent) {
        events.trySend(event)
    }

    /** Processes events until the flow ends. Returns the final state, or null after [maxPolls] polls. */
    suspend fun process(flow: IdxFlow): IdxState? {
        for (event in events) {
            update(event)
            if (event is IdxEvent.StateChanged && event.state.isFinal) {
                file?.delete()
                return event.state
            }
            val mustSave = event is IdxEvent.StateChanged || event is IdxEvent.RequestSent
            if (mustSave && !flow.states.value.isFinal) file?.write(flow.save())
            if (event is IdxEvent.StateChanged) {
                if (answeredPolls == maxPolls) return null
                processedPolls.value = answeredPolls
            }
            if (failures == maxFailures) throw ExitError("the org does not respond: $lastError.")
        }
        error("the channel is never closed")
    }

    private fun update(event: IdxEvent) {
        when (event) {
            is IdxEvent.RequestSent -> nextPoll = null
            is IdxEvent.ResponseReceived -> {
                failures = 0
                lastError = null
                if (event.request.isBackground) {
                    answeredPolls++
                    println("Poll $answeredPolls: HTTP ${event.status}")
                }
            }
            is IdxEvent.RequestFailed -> {
                failures++
                lastError = event.error.message
                println("✗ ${event.error.message}")
            }
            is IdxEvent.StateChanged -> nextPoll = event.state.pollIn?.let { TimeSource.Monotonic.markNow() + it }
            is IdxEvent.AnswerSubmitted, is IdxEvent.RedirectReceived, is IdxEvent.RedirectCanceled -> Unit
        }
    }
}
