package dev.idxflow.transport

import com.sun.net.httpserver.HttpExchange
import com.sun.net.httpserver.HttpServer
import dev.idxflow.engine.HttpHeader
import dev.idxflow.engine.Purpose
import dev.idxflow.engine.RedactedUrl
import dev.idxflow.engine.Secret
import dev.idxflow.engine.TransportRequest
import java.io.IOException
import java.net.InetAddress
import java.net.InetSocketAddress
import java.net.ServerSocket
import java.util.concurrent.LinkedBlockingQueue

/** A local HTTP server that answers every request in the same way, and records the requests. */
class LocalServer(host: String = "127.0.0.1", answer: HttpExchange.() -> Unit) : AutoCloseable {
    /** @property connection the port of the client, which identifies the connection. */
    class RecordedRequest(
        val method: String,
        val path: String,
        val headers: Map<String, List<String>>,
        val body: String,
        val connection: Int,
    )

    val requests = LinkedBlockingQueue<RecordedRequest>()
    private val server = HttpServer.create(InetSocketAddress(host, 0), 0).apply {
        createContext("/") { exchange ->
            val body = exchange.requestBody.readBytes().decodeToString()
            requests += RecordedRequest(
                exchange.requestMethod,
                exchange.requestURI.path,
                exchange.requestHeaders,
                body,
                exchange.remoteAddress.port,
            )
            try {
                exchange.answer()
            } catch (_: IOException) {
                // The client closed the connection.
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

/**
 * A local server that never completes a response.
 *
 * @param output what it sends after it has received a request.
 * @param closes whether it then closes the connection.
 */
class StalledServer(private val output: String = "", private val closes: Boolean = false) : AutoCloseable {
    private val server = ServerSocket(0, 50, InetAddress.getLoopbackAddress())
    val url = "http://127.0.0.1:${server.localPort}"

    /** Accepts one connection. Returns when the client closes it. */
    fun serve(onRequest: () -> Unit = {}) {
        server.accept().use { socket ->
            socket.getInputStream().read()
            socket.getOutputStream().apply { write(output.toByteArray()) }.flush()
            onRequest()
            if (closes) socket.shutdownOutput()
            // Throws if the client resets the connection.
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
    isBackground = true,
    isIdempotent = true,
)
