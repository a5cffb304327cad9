package dev.idxflow

import kotlinx.coroutines.delay
import java.time.Instant
import kotlin.time.Duration

/** Where a flow has its time from. Tests have one that stands still until it is moved. */
public interface IdxClock {
    /** The time. It may be wrong: a flow's deadline is measured against the server's. */
    public fun now(): Instant

    /** Returns after this long. Cancellable. */
    public suspend fun sleep(duration: Duration)

    public companion object {
        /** The system's clock. */
        public val System: IdxClock = SystemClock
    }
}

private object SystemClock : IdxClock {
    override fun now(): Instant = Instant.now()

    override suspend fun sleep(duration: Duration) = delay(duration)
}
