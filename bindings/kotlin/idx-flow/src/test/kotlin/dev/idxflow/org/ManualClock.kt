package dev.idxflow.org

import dev.idxflow.IdxClock
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.update
import java.time.Instant
import java.time.temporal.ChronoUnit
import kotlin.time.Duration
import kotlin.time.toJavaDuration

/** A clock that advances only when the test advances it. */
class ManualClock(start: Instant = Instant.now().truncatedTo(ChronoUnit.MILLIS)) : IdxClock {
    private val time = MutableStateFlow(start)

    /** The time up to which sleepers are woken. */
    private val wakeTime = MutableStateFlow(start)
    private val deadlines = MutableStateFlow(emptyList<Instant>())

    override fun now(): Instant = time.value

    override suspend fun sleep(duration: Duration) {
        val deadline = now().plus(duration.toJavaDuration())
        deadlines.update { it + deadline }
        try {
            wakeTime.first { it >= deadline }
        } finally {
            deadlines.update { it - deadline }
        }
    }

    fun advance(duration: Duration) {
        advanceWithoutWaking(duration)
        wakeTime.value = now()
    }

    /** Advances the time without waking sleepers, as if the device were suspended. */
    fun advanceWithoutWaking(duration: Duration) = time.update { it.plus(duration.toJavaDuration()) }

    /** Waits until a coroutine sleeps for exactly this duration from now. */
    suspend fun awaitSleeper(duration: Duration) {
        deadlines.first { now().plus(duration.toJavaDuration()) in it }
    }
}
