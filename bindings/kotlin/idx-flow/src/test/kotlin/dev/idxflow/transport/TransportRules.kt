package dev.idxflow.transport

import dev.idxflow.IdxTransport
import dev.idxflow.IdxTransportException
import dev.idxflow.READ_AT_MOST
import dev.idxflow.TransportProblem
import dev.idxflow.engine.TransportResponse
import dev.idxflow.engine.Purpose
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

/** What holds of every transport, whatever it is made of. */
@Timeout(30)
abstract class TransportRules {
    abstract fun transport(connectTimeout: Duration = 10.seconds, timeout: Duration = 20.seconds): IdxTransport

    @Test
    fun `a request goes out as it is`() = Peer { reply() }.use { peer ->
        send("${peer.url}/idp/idx/identify?x=1", "Content-Type" to "application/json", "Cookie" to "DT=dt-1", body = "{\"ä\":1}")
        val seen = peer.seen.single()
        assertEquals("POST", seen.method)
        assertEquals("/idp/idx/identify", seen.path)
        assertEquals("{\"ä\":1}", seen.body)
        assertEquals(listOf("DT=dt-1"), seen.headers["Cookie"])
        assertEquals(listOf("application/json"), seen.headers["Content-type"])
    }

    @Test
    fun `status, headers and body are handed over, whatever the status`() {
        for (status in listOf(200, 400, 401, 403, 404, 407, 408, 421, 429, 500, 502)) {
            Peer { reply(status, "said".toByteArray(), "X-One" to "a", "X-One" to "b", "Retry-After" to "7") }.use { peer ->
                val response = send(peer.url)
                assertEquals(status, response.status)
                assertEquals("said", response.body.expose())
                assertEquals(listOf("a", "b"), response.headers("x-one"))
                assertEquals(listOf("7"), response.headers("retry-after"))
                assertEquals(1, peer.seen.size, "$status was sent again")
            }
        }
    }

    @Test
    fun `a server that asks for another try at once is not given one`() {
        Peer { reply(503, ByteArray(0), "Retry-After" to "0") }.use { peer ->
            assertEquals(503, send(peer.url).status)
            assertEquals(1, peer.seen.size)
        }
    }

    @Test
    fun `no redirect is followed`() {
        for (status in listOf(301, 302, 303, 307, 308)) {
            Peer { reply(status, ByteArray(0), "Location" to "/elsewhere") }.use { peer ->
                val response = send(peer.url)
                assertEquals(status, response.status)
                assertEquals(listOf("/elsewhere"), response.headers("location"))
                assertEquals(1, peer.seen.size)
            }
        }
    }

    @Test
    fun `no cookie is kept`() = Peer { reply(200, ByteArray(0), "Set-Cookie" to "sid=1; Path=/") }.use { peer ->
        val transport = transport()
        runBlocking { repeat(2) { transport.send(request(peer.url)) } }
        assertEquals(2, peer.seen.size)
        peer.seen.forEach { assertNull(it.headers["Cookie"]) }
    }

    @Test
    fun `nothing is cached`() {
        Peer { reply(200, "x".toByteArray(), "Cache-Control" to "max-age=600", "ETag" to "\"1\"") }.use { peer ->
            val transport = transport()
            runBlocking { repeat(2) { transport.send(request(peer.url, method = "GET", body = "")) } }
            assertEquals(2, peer.seen.size)
        }
    }

    @Test
    fun `http goes to loopback alone, and no connection is made to find out`() = Peer("0.0.0.0") { reply() }.use { peer ->
        for (url in listOf(peer.url, "http://id.acme.example/", "http://127.0.0.1.example/", "ftp://127.0.0.1/", "/idp")) {
            assertEquals(TransportProblem.INSECURE, failure { send(url) }.problem, url)
        }
        assertEquals(0, peer.seen.size)
        assertEquals(200, send(peer.url.replace("0.0.0.0", "localhost")).status)
    }

    @Test
    fun `of a body as long as a film a little more than 1 MiB is read`() {
        Peer { reply(200, ByteArray(2_000_000) { 'x'.code.toByte() }) }.use { peer ->
            assertEquals(READ_AT_MOST, send(peer.url).body.expose().length)
        }
    }

    @Test
    fun `what is no UTF-8 becomes a replacement character`() {
        Peer { reply(200, byteArrayOf(0x61, 0xff.toByte(), 0x62)) }.use { assertEquals("a\uFFFDb", send(it.url).body.expose()) }
    }

    @Test
    fun `a server that never answers is given up, also in the middle of a body`() {
        for (says in listOf("", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")) {
            SilentPeer(says).use { peer ->
                val error = failure(peer) { transport(timeout = 300.milliseconds).send(request(peer.url)) }
                assertEquals(TransportProblem.TIMEOUT, error.problem, says)
            }
        }
    }

    @Test
    fun `a request that has a limit of its own keeps to that`() = SilentPeer().use { peer ->
        val error = failure(peer) { transport().send(request(peer.url).copy(timeout = java.time.Duration.ofMillis(300))) }
        assertEquals(TransportProblem.TIMEOUT, error.problem)
    }

    @Test
    fun `what is for this device goes past every proxy`() = Peer { reply() }.use { peer ->
        val usual = ProxySelector.getDefault()
        val closed = SilentPeer().use { URI(it.url).port }
        ProxySelector.setDefault(Everything(Proxy(Proxy.Type.HTTP, InetSocketAddress("127.0.0.1", closed))))
        try {
            for (purpose in listOf(Purpose.PROBE, Purpose.CHALLENGE)) {
                val response = runBlocking { transport().send(request(peer.url).copy(purpose = purpose)) }
                assertEquals(200, response.status)
            }
            assertEquals(TransportProblem.CONNECTION, failure { send(peer.url) }.problem)
        } finally {
            ProxySelector.setDefault(usual)
        }
    }

    @Test
    fun `nobody at the door, or somebody who hangs up, is a failed connection`() {
        val closed = SilentPeer().use { it.url }
        assertEquals(TransportProblem.CONNECTION, failure { send(closed) }.problem)
        Peer { throw IOException() }.use { assertEquals(TransportProblem.CONNECTION, failure { send(it.url) }.problem) }
    }

    @Test
    fun `a server without TLS is no server`() = SilentPeer("HTTP/1.1 400 Bad Request\r\n\r\n").use { peer ->
        val url = peer.url.replace("http:", "https:")
        // whether the client minds the answer or the connection first is a race within it
        val either = setOf(TransportProblem.TLS, TransportProblem.CONNECTION)
        assertContains(either, failure(peer) { transport().send(request(url)) }.problem)
    }

    @Test
    fun `a header that is none is said, and not sent`() = Peer { reply() }.use { peer ->
        assertEquals(TransportProblem.REQUEST, failure { send(peer.url, "X-One" to "canary\nX-Two: b") }.problem)
        assertEquals(0, peer.seen.size)
    }

    @Test
    fun `no text of an error holds a query, a header or a body`() {
        val closed = SilentPeer().use { it.url }
        for (url in listOf(closed, "http://id.acme.example", "https://localhost:1", "https://a b")) {
            val error = failure { send("$url/?t=canary", "Cookie" to "DT=canary", body = "canary") }
            assertFalse("canary" in error.stackTraceToString(), url)
        }
    }

    @Test
    fun `an exchange that is canceled hangs up`() = SilentPeer().use { peer ->
        runBlocking {
            val exchange = launch(Dispatchers.IO) { transport().send(request(peer.url)) }
            withContext(Dispatchers.IO) {
                peer.serve {
                    // the request is there
                    exchange.cancel()
                }
            }
            exchange.join()
        }
    }

    private fun send(url: String, vararg headers: Pair<String, String>, body: String = "{}"): TransportResponse =
        runBlocking { transport().send(request(url, *headers, body = body)) }

    private fun failure(call: () -> Unit) = assertFailsWith<IdxTransportException> { call() }

    private fun failure(peer: SilentPeer, call: suspend () -> Unit): IdxTransportException = runBlocking {
        coroutineScope {
            launch(Dispatchers.IO) { peer.serve() }
            assertFailsWith<IdxTransportException> { call() }
        }
    }

    /** Every request goes by this proxy. */
    private class Everything(private val proxy: Proxy) : ProxySelector() {
        override fun select(uri: URI) = listOf(proxy)

        override fun connectFailed(uri: URI, address: SocketAddress, error: IOException) = Unit
    }

    private fun TransportResponse.headers(name: String) =
        headers.filter { it.name.equals(name, ignoreCase = true) }.map { it.value.expose() }
}
