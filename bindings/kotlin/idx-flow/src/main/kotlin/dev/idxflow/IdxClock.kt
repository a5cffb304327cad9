package dev.idxflow

import kotlinx.coroutines.delay
import java.time.Instant
import kotlin.time.Duration

/** The clock of a flow. Tests can implement one that advances only when told to. */
public interface IdxClock {
    /** Returns the current time. It may be wrong: deadlines are measured against the server's clock. */
    public fun now(): Instant

    /** Suspends for this duration. Supports cancellation. */
    public suspend fun sleep(duration: Duration)

    public companion object {
        /** The system clock. */
        public val System: IdxClock = SystemClock
    }
}

private object SystemClock : IdxClock {
    override fun now(): Instant = Instant.now()

    override suspend fun sleep(duration: Duration) = delay(duration)
}
