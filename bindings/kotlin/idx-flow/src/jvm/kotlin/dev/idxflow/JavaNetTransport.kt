package dev.idxflow

import dev.idxflow.engine.TransportRequest
import dev.idxflow.engine.TransportResponse
import kotlinx.coroutines.suspendCancellableCoroutine
import kotlinx.coroutines.withTimeoutOrNull
import java.io.IOException
import java.net.ConnectException
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpRequest.BodyPublishers
import java.net.http.HttpResponse
import java.net.http.HttpResponse.BodyHandler
import java.net.http.HttpTimeoutException
import java.nio.channels.UnresolvedAddressException
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CompletionException
import java.util.concurrent.Executors
import javax.net.ssl.SSLException
import kotlin.coroutines.resume
import kotlin.coroutines.resumeWithException
import kotlin.time.Duration
import kotlin.time.Duration.Companion.days
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlin.time.toJavaDuration
import kotlin.time.toKotlinDuration

/**
 * Sends requests with the JDK's HTTP client (`java.net.http`), which Android does not have. A connection
 * that has been idle for more than [MAX_IDLE_TIME] is not used again.
 *
 * @param connectTimeout the maximum time to connect.
 * @param timeout the maximum time for a request, unless the request has its own timeout.
 * @param clock measures how long a connection has been idle.
 */
public class JavaNetTransport(
    connectTimeout: Duration = 10.seconds,
    private val timeout: Duration = 20.seconds,
    clock: IdxClock = IdxClock.System,
) : IdxTransport {
    // The clients share their threads.
    private val executor = Executors.newCachedThreadPool { Thread(it, "idx-flow-http").apply { isDaemon = true } }
    private val pool = HttpClientPool(clock) { clientBuilder(connectTimeout).build() }
    private val loopbackPool = HttpClientPool(clock) {
        clientBuilder(connectTimeout).proxy(HttpClient.Builder.NO_PROXY).build()
    }

    override suspend fun send(request: TransportRequest): TransportResponse {
        val limit = request.timeout?.toKotlinDuration() ?: timeout
        val prepared = request.prepared(limit)
        val pool = if (request.isLoopback) loopbackPool else pool
        val origin = prepared.uri().let { "${it.scheme}://${it.authority}" }
        return pool.use(origin) { it.send(prepared, limit) }.translated()
    }

    private suspend fun HttpClient.send(request: HttpRequest, limit: Duration): HttpResponse<ByteArray> {
        // Known as soon as the headers have arrived, also if the body never does.
        var oktaRequestId: String? = null
        val handler = BodyHandler { info ->
            oktaRequestId = info.headers().firstValue(OKTA_REQUEST_ID_HEADER).orElse(null)
            BoundedBody(MAX_BODY_BYTES)
        }
        val response = try {
            // The client's own timeout covers only the headers, and before JDK 16 only that timeout
            // closes the connection. Both are needed.
            withTimeoutOrNull(limit) { sendAsync(request, handler).awaitOrCancel() }
        } catch (error: IOException) {
            throw error.translated(oktaRequestId)
        }
        return response ?: throw IdxTransportException(TransportProblem.TIMEOUT, oktaRequestId = oktaRequestId)
    }

    /** By default, a client has no cookies, no cache and no authentication. */
    private fun clientBuilder(connectTimeout: Duration) = HttpClient.newBuilder()
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(connectTimeout.toJavaDuration())
        .executor(executor)

    private fun TransportRequest.prepared(limit: Duration): HttpRequest {
        val builder = HttpRequest.newBuilder(validatedUri()).timeout(limit.coerceIn(1.milliseconds, 1.days).toJavaDuration())
        return try {
            headers.forEach { builder.header(it.name, it.value.expose()) }
            builder.method(method, BodyPublishers.ofString(body.expose())).build()
        } catch (_: IllegalArgumentException) {
            throw IdxTransportException(TransportProblem.INVALID_REQUEST)
        }
    }
}

/**
 * Awaits the result. If the coroutine is canceled, the connection is closed, which requires
 * `cancel(true)`.
 */
private suspend fun <T> CompletableFuture<T>.awaitOrCancel(): T = suspendCancellableCoroutine { continuation ->
    continuation.invokeOnCancellation { cancel(true) }
    whenComplete { value, error ->
        when (error) {
            null -> continuation.resume(value)
            else -> continuation.resumeWithException((error as? CompletionException)?.cause ?: error)
        }
    }
}

private fun HttpResponse<ByteArray>.translated(): TransportResponse {
    val pairs = headers().map().flatMap { (name, values) -> values.map { name to it } }
    return transportResponse(statusCode(), pairs, body())
}

/** Drops the original message, which may contain the URL. */
private fun IOException.translated(oktaRequestId: String?): IdxTransportException {
    val name = javaClass.simpleName
    val isUnresolved = generateSequence(cause) { it.cause }.any { it is UnresolvedAddressException }
    return when {
        this is HttpTimeoutException -> IdxTransportException(TransportProblem.TIMEOUT, null, oktaRequestId)
        this is SSLException -> IdxTransportException(TransportProblem.TLS, name, oktaRequestId)
        this is ConnectException && isUnresolved -> IdxTransportException(TransportProblem.HOST_NOT_FOUND)
        else -> IdxTransportException(TransportProblem.CONNECTION, name, oktaRequestId)
    }
}
