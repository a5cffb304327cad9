package dev.idxflow.transport

import com.sun.net.httpserver.HttpExchange
import com.sun.net.httpserver.HttpServer
import dev.idxflow.engine.RedactedUrl
import dev.idxflow.engine.HttpHeader
import dev.idxflow.engine.TransportRequest
import dev.idxflow.engine.Purpose
import dev.idxflow.engine.Secret
import java.io.IOException
import java.net.InetAddress
import java.net.InetSocketAddress
import java.net.ServerSocket
import java.util.concurrent.LinkedBlockingQueue

/** A server on this machine that answers all in the same way, and remembers what it was sent. */
class Peer(host: String = "127.0.0.1", answer: HttpExchange.() -> Unit) : AutoCloseable {
    class Seen(val method: String, val path: String, val headers: Map<String, List<String>>, val body: String)

    val seen = LinkedBlockingQueue<Seen>()
    private val server = HttpServer.create(InetSocketAddress(host, 0), 0).apply {
        createContext("/") { exchange ->
            val body = exchange.requestBody.readBytes().decodeToString()
            seen += Seen(exchange.requestMethod, exchange.requestURI.path, exchange.requestHeaders, body)
            try {
                exchange.answer()
            } catch (_: IOException) {
                // they hung up
            }
            exchange.close()
        }
        start()
    }
    val url = "http://$host:${server.address.port}"

    override fun close() = server.stop(0)
}

fun HttpExchange.reply(status: Int = 200, body: ByteArray = ByteArray(0), vararg headers: Pair<String, String>) {
    headers.forEach { (name, value) -> responseHeaders.add(name, value) }
    sendResponseHeaders(status, if (body.isEmpty()) -1 else body.size.toLong())
    responseBody.write(body)
}

/** A server that takes connections and requests, and says this and no more. */
class SilentPeer(private val says: String = "") : AutoCloseable {
    private val server = ServerSocket(0, 50, InetAddress.getLoopbackAddress())
    val url = "http://127.0.0.1:${server.localPort}"

    /** Takes one connection, and reads it to its end: returns when the other side hangs up. */
    fun serve(whenAsked: () -> Unit = {}) {
        server.accept().use { socket ->
            socket.getInputStream().read()
            socket.getOutputStream().apply { write(says.toByteArray()) }.flush()
            whenAsked()
            // a connection that is reset is at its end, too
            runCatching { socket.getInputStream().readBytes() }
        }
    }

    override fun close() = server.close()
}

fun request(url: String, vararg headers: Pair<String, String>, body: String = "{}", method: String = "POST") = TransportRequest(
    id = 1,
    purpose = Purpose.POLL,
    method = method,
    url = RedactedUrl(url),
    headers = headers.map { (name, value) -> HttpHeader(name, Secret(value)) },
    body = Secret(body),
    background = true,
)
