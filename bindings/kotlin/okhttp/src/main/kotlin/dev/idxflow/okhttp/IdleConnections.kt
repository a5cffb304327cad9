package dev.idxflow.okhttp

import dev.idxflow.IdxClock
import dev.idxflow.MAX_IDLE_TIME
import okhttp3.Call
import okhttp3.Connection
import okhttp3.ConnectionPool
import okhttp3.EventListener
import java.time.Duration
import java.time.Instant
import java.util.concurrent.ConcurrentHashMap
import kotlin.time.toJavaDuration

/**
 * A connection pool, and the time since which each of its connections is idle.
 *
 * The pool's own limit is no help: it is enforced by a thread of its own, which may be late, for example
 * after the device was suspended.
 */
internal class IdleConnections(private val clock: IdxClock) : EventListener() {
    val pool = ConnectionPool()
    private val idleSince = ConcurrentHashMap<Connection, Instant>()

    /** Closes the idle connections if one of them has been idle for too long. */
    fun evictOld() {
        val now = clock.now()
        // The clock may have been set back. Then the time is unknown.
        val old = idleSince.filterValues { Duration.between(it, now).let { idle -> idle.isNegative || idle > MAX_IDLE } }
        if (old.isEmpty()) return
        pool.evictAll()
        // A connection that another request has used in the meantime has another time.
        old.forEach { (connection, since) -> idleSince.remove(connection, since) }
    }

    override fun connectionAcquired(call: Call, connection: Connection) {
        idleSince.remove(connection)
    }

    override fun connectionReleased(call: Call, connection: Connection) {
        idleSince[connection] = clock.now()
    }

    private companion object {
        val MAX_IDLE: Duration = MAX_IDLE_TIME.toJavaDuration()
    }
}
