package dev.idxflow

import java.net.http.HttpClient
import java.time.Duration
import java.time.Instant
import kotlin.time.toJavaDuration

/**
 * A pool of HTTP clients, each of which has at most one connection.
 *
 * An `HttpClient` does not tell how long its connections have been idle, and its own limit is a property
 * of the whole process. So each client is used for one origin and one request at a time. It is discarded,
 * with its connection, if it has been idle for more than [MAX_IDLE_TIME].
 */
internal class HttpClientPool(private val clock: IdxClock, private val makeClient: () -> HttpClient) {
    private class IdleClient(val origin: String, val client: HttpClient, val since: Instant)

    /** The most recently used client is the last. */
    private val idleClients = ArrayDeque<IdleClient>()

    /**
     * Calls [send] with a client for this origin. The client is used again only if [send] returns: after an
     * exception, its connection may be in use.
     */
    suspend fun <T> use(origin: String, send: suspend (HttpClient) -> T): T {
        val client = take(origin) ?: makeClient()
        return send(client).also { put(IdleClient(origin, client, clock.now())) }
    }

    @Synchronized
    private fun take(origin: String): HttpClient? {
        val now = clock.now()
        // The clock may have been set back. Then the time is unknown.
        idleClients.removeAll { Duration.between(it.since, now).let { idle -> idle.isNegative || idle > MAX_IDLE } }
        val found = idleClients.findLast { it.origin == origin } ?: return null
        idleClients.remove(found)
        return found.client
    }

    @Synchronized
    private fun put(idle: IdleClient) {
        idleClients.addLast(idle)
        if (idleClients.size > MAX_CLIENTS) idleClients.removeFirst()
    }

    private companion object {
        const val MAX_CLIENTS = 8
        val MAX_IDLE: Duration = MAX_IDLE_TIME.toJavaDuration()
    }
}
