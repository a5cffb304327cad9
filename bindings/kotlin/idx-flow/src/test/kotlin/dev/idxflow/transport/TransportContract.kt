package dev.idxflow.transport

import dev.idxflow.IdxClock
import dev.idxflow.IdxTransport
import dev.idxflow.IdxTransportException
import dev.idxflow.MAX_BODY_BYTES
import dev.idxflow.MAX_IDLE_TIME
import dev.idxflow.TransportProblem
import dev.idxflow.engine.Purpose
import dev.idxflow.engine.TransportResponse
import dev.idxflow.org.ManualClock
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import java.io.IOException
import java.net.InetSocketAddress
import java.net.Proxy
import java.net.ProxySelector
import java.net.SocketAddress
import java.net.URI
import kotlin.test.assertContains
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertNull
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

/** The tests that every [IdxTransport] must pass. */
@Timeout(30)
abstract class TransportContract {
    /** @param clock the clock that measures how long a connection has been idle. */
    abstract fun transport(
        connectTimeout: Duration = 10.seconds,
        timeout: Duration = 20.seconds,
        clock: IdxClock = IdxClock.System,
    ): IdxTransport

    @Test
    fun `a request is sent unchanged`() = LocalServer { reply() }.use { server ->
        send("${server.url}/idp/idx/identify?x=1", "Content-Type" to "application/json", "Cookie" to "DT=dt-1", body = "{\"ä\":1}")
        val received = server.requests.single()
        assertEquals("POST", received.method)
        assertEquals("/idp/idx/identify", received.path)
        assertEquals("{\"ä\":1}", received.body)
        assertEquals(listOf("DT=dt-1"), received.headers["Cookie"])
        assertEquals(listOf("application/json"), received.headers["Content-type"])
    }

    @Test
    fun `status, headers and body are returned for any status`() {
        for (status in listOf(200, 400, 401, 403, 404, 407, 408, 421, 429, 500, 502)) {
            LocalServer { reply(status, "body".toByteArray(), "X-One" to "a", "X-One" to "b", "Retry-After" to "7") }.use { server ->
                val response = send(server.url)
                assertEquals(status, response.status)
                assertEquals("body", response.body.expose())
                assertEquals(listOf("a", "b"), response.headers("x-one"))
                assertEquals(listOf("7"), response.headers("retry-after"))
                assertEquals(1, server.requests.size, "the request was repeated after status $status")
            }
        }
    }

    @Test
    fun `a request is not repeated after a 503 with Retry-After 0`() {
        LocalServer { reply(503, ByteArray(0), "Retry-After" to "0") }.use { server ->
            assertEquals(503, send(server.url).status)
            assertEquals(1, server.requests.size)
        }
    }

    @Test
    fun `redirects are not followed`() {
        for (status in listOf(301, 302, 303, 307, 308)) {
            LocalServer { reply(status, ByteArray(0), "Location" to "/other") }.use { server ->
                val response = send(server.url)
                assertEquals(status, response.status)
                assertEquals(listOf("/other"), response.headers("location"))
                assertEquals(1, server.requests.size)
            }
        }
    }

    @Test
    fun `cookies are not stored`() = LocalServer { reply(200, ByteArray(0), "Set-Cookie" to "sid=1; Path=/") }.use { server ->
        val transport = transport()
        runBlocking { repeat(2) { transport.send(request(server.url)) } }
        assertEquals(2, server.requests.size)
        server.requests.forEach { assertNull(it.headers["Cookie"]) }
    }

    @Test
    fun `responses are not cached`() {
        LocalServer { reply(200, "x".toByteArray(), "Cache-Control" to "max-age=600", "ETag" to "\"1\"") }.use { server ->
            val transport = transport()
            runBlocking { repeat(2) { transport.send(request(server.url, method = "GET", body = "")) } }
            assertEquals(2, server.requests.size)
        }
    }

    @Test
    fun `an answer is not sent on a connection that has been idle for more than 5 seconds`() {
        LocalServer { reply(200, "x".toByteArray()) }.use { server ->
            val clock = ManualClock()
            val transport = transport(clock = clock)
            val idleTimes = listOf(Duration.ZERO, MAX_IDLE_TIME, MAX_IDLE_TIME + 1.milliseconds, (-1).seconds)
            val connections = runBlocking {
                idleTimes.map { idleTime ->
                    clock.advance(idleTime)
                    transport.send(request(server.url).copy(purpose = Purpose.SUBMIT, isIdempotent = false))
                    server.requests.take().connection
                }
            }
            // The last one is a clock that was set back, so that the time is unknown.
            assertEquals(connections[0], connections[1])
            assertEquals(3, connections.drop(1).toSet().size, "$connections")
        }
    }

    @Test
    fun `an error has the request ID of an incomplete response`() {
        val output = "HTTP/1.1 200 OK\r\nX-Okta-Request-Id: reqXuT4\r\nContent-Length: 9\r\n\r\nhalf"
        StalledServer(output).use { server ->
            val error = failure(server) { transport(timeout = 300.milliseconds).send(request(server.url)) }
            assertEquals(TransportProblem.TIMEOUT to "reqXuT4", error.problem to error.oktaRequestId)
        }
        StalledServer(output, closes = true).use { server ->
            val error = failure(server) { transport().send(request(server.url)) }
            assertEquals(TransportProblem.CONNECTION to "reqXuT4", error.problem to error.oktaRequestId)
        }
    }

    @Test
    fun `http is allowed for loopback only, which is checked without a connection`() = LocalServer("0.0.0.0") { reply() }.use { server ->
        for (url in listOf(server.url, "http://id.acme.example/", "http://127.0.0.1.example/", "ftp://127.0.0.1/", "/idp")) {
            assertEquals(TransportProblem.INSECURE_URL, failure { send(url) }.problem, url)
        }
        assertEquals(0, server.requests.size)
        assertEquals(200, send(server.url.replace("0.0.0.0", "localhost")).status)
    }

    @Test
    fun `at most 1 MiB plus one byte of a body is read`() {
        LocalServer { reply(200, ByteArray(2_000_000) { 'x'.code.toByte() }) }.use { server ->
            assertEquals(MAX_BODY_BYTES, send(server.url).body.expose().length)
        }
    }

    @Test
    fun `malformed UTF-8 is replaced`() {
        LocalServer { reply(200, byteArrayOf(0x61, 0xff.toByte(), 0x62)) }.use { assertEquals("a\uFFFDb", send(it.url).body.expose()) }
    }

    @Test
    fun `the timeout covers the headers and the body`() {
        for (output in listOf("", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")) {
            StalledServer(output).use { server ->
                val error = failure(server) { transport(timeout = 300.milliseconds).send(request(server.url)) }
                assertEquals(TransportProblem.TIMEOUT, error.problem, output)
            }
        }
    }

    @Test
    fun `a timeout of the request replaces the default`() = StalledServer().use { server ->
        val error = failure(server) { transport().send(request(server.url).copy(timeout = java.time.Duration.ofMillis(300))) }
        assertEquals(TransportProblem.TIMEOUT, error.problem)
    }

    @Test
    fun `loopback requests bypass the proxy`() = LocalServer { reply() }.use { server ->
        val defaultSelector = ProxySelector.getDefault()
        val closedPort = StalledServer().use { URI(it.url).port }
        ProxySelector.setDefault(FixedProxySelector(Proxy(Proxy.Type.HTTP, InetSocketAddress("127.0.0.1", closedPort))))
        try {
            for (purpose in listOf(Purpose.PROBE, Purpose.CHALLENGE)) {
                val response = runBlocking { transport().send(request(server.url).copy(purpose = purpose)) }
                assertEquals(200, response.status)
            }
            assertEquals(TransportProblem.CONNECTION, failure { send(server.url) }.problem)
        } finally {
            ProxySelector.setDefault(defaultSelector)
        }
    }

    @Test
    fun `a refused or closed connection is a connection error`() {
        val closedUrl = StalledServer().use { it.url }
        assertEquals(TransportProblem.CONNECTION, failure { send(closedUrl) }.problem)
        LocalServer { throw IOException() }.use { assertEquals(TransportProblem.CONNECTION, failure { send(it.url) }.problem) }
    }

    @Test
    fun `a server without TLS is not accepted`() = StalledServer("HTTP/1.1 400 Bad Request\r\n\r\n").use { server ->
        val url = server.url.replace("http:", "https:")
        // Which of the two is reported depends on a race in the HTTP client.
        val expected = setOf(TransportProblem.TLS, TransportProblem.CONNECTION)
        assertContains(expected, failure(server) { transport().send(request(url)) }.problem)
    }

    @Test
    fun `an invalid header is rejected before anything is sent`() = LocalServer { reply() }.use { server ->
        assertEquals(TransportProblem.INVALID_REQUEST, failure { send(server.url, "X-One" to "canary\nX-Two: b") }.problem)
        assertEquals(0, server.requests.size)
    }

    @Test
    fun `error messages contain no query, header or body`() {
        val closedUrl = StalledServer().use { it.url }
        for (url in listOf(closedUrl, "http://id.acme.example", "https://localhost:1", "https://a b")) {
            val error = failure { send("$url/?t=canary", "Cookie" to "DT=canary", body = "canary") }
            assertFalse("canary" in error.stackTraceToString(), url)
        }
    }

    @Test
    fun `canceling a request closes the connection`() = StalledServer().use { server ->
        runBlocking {
            val exchange = launch(Dispatchers.IO) { transport().send(request(server.url)) }
            withContext(Dispatchers.IO) {
                server.serve(onRequest = { exchange.cancel() })
            }
            exchange.join()
        }
    }

    private fun send(url: String, vararg headers: Pair<String, String>, body: String = "{}"): TransportResponse =
        runBlocking { transport().send(request(url, *headers, body = body)) }

    private fun failure(call: () -> Unit) = assertFailsWith<IdxTransportException> { call() }

    private fun failure(server: StalledServer, call: suspend () -> Unit): IdxTransportException = runBlocking {
        coroutineScope {
            launch(Dispatchers.IO) { server.serve() }
            assertFailsWith<IdxTransportException> { call() }
        }
    }

    /** Selects the same proxy for every request. */
    private class FixedProxySelector(private val proxy: Proxy) : ProxySelector() {
        override fun select(uri: URI) = listOf(proxy)

        override fun connectFailed(uri: URI, address: SocketAddress, error: IOException) = Unit
    }

    private fun TransportResponse.headers(name: String) =
        headers.filter { it.name.equals(name, ignoreCase = true) }.map { it.value.expose() }
}
