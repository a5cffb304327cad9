package dev.idxflow.org

import dev.idxflow.IdxClock
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.update
import java.time.Instant
import java.time.temporal.ChronoUnit
import kotlin.time.Duration
import kotlin.time.toJavaDuration

/** A clock that stands still until it is moved. */
class ManualClock(start: Instant = Instant.now().truncatedTo(ChronoUnit.MILLIS)) : IdxClock {
    private val time = MutableStateFlow(start)
    private val alarm = MutableStateFlow(start)
    private val sleepers = MutableStateFlow(emptyList<Instant>())

    override fun now(): Instant = time.value

    override suspend fun sleep(duration: Duration) {
        val until = now().plus(duration.toJavaDuration())
        sleepers.update { it + until }
        try {
            alarm.first { it >= until }
        } finally {
            sleepers.update { it - until }
        }
    }

    fun move(duration: Duration) {
        pass(duration)
        alarm.value = now()
    }

    /** Time passes, and wakes nobody: the device is asleep. */
    fun pass(duration: Duration) = time.update { it.plus(duration.toJavaDuration()) }

    /** Returns when somebody sleeps for just this long. */
    suspend fun awaitSleeper(duration: Duration) {
        sleepers.first { now().plus(duration.toJavaDuration()) in it }
    }
}
