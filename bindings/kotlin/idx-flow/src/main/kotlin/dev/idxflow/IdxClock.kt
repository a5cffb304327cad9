package dev.idxflow

import kotlinx.coroutines.delay
import java.time.Instant
import kotlin.time.Duration

/** The source of time for a flow. A test can implement a clock that it controls. */
public interface IdxClock {
    /** Returns the current time. It may be wrong: the expiry is measured with the server's clock. */
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
