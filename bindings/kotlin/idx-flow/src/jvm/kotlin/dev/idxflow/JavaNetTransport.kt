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
import java.net.http.HttpTimeoutException
import java.nio.channels.UnresolvedAddressException
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CompletionException
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
 * The JDK's own HTTP client (`java.net.http`). Not for Android, which has none.
 *
 * @param connectTimeout how long a connection may take.
 * @param timeout how long an exchange may take in all, where the request does not say.
 */
public class JavaNetTransport(
    connectTimeout: Duration = 10.seconds,
    private val timeout: Duration = 20.seconds,
) : IdxTransport {
    // what is not asked for it does not do: it keeps no cookies, no cache, and knows no passwords
    private val builder = HttpClient.newBuilder()
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(connectTimeout.toJavaDuration())
    private val client = builder.build()
    private val here = lazy { builder.proxy(HttpClient.Builder.NO_PROXY).build() }

    override suspend fun send(request: TransportRequest): TransportResponse {
        val limit = request.timeout?.toKotlinDuration() ?: timeout
        val prepared = request.prepared(limit)
        val client = if (request.isLoopback) here.value else client
        val response = try {
            // the client's own timeout ends with the headers; before JDK 16 it alone hangs up
            withTimeoutOrNull(limit) { client.sendAsync(prepared) { BoundedBody(READ_AT_MOST) }.awaitOrHangUp() }
        } catch (error: IOException) {
            throw error.translated()
        } ?: throw IdxTransportException(TransportProblem.TIMEOUT)
        return response.translated()
    }

    private fun TransportRequest.prepared(limit: Duration): HttpRequest {
        val builder = HttpRequest.newBuilder(uri()).timeout(limit.coerceIn(1.milliseconds, 1.days).toJavaDuration())
        return try {
            headers.forEach { builder.header(it.name, it.value.expose()) }
            builder.method(method, BodyPublishers.ofString(body.expose())).build()
        } catch (_: IllegalArgumentException) {
            throw IdxTransportException(TransportProblem.REQUEST)
        }
    }
}

/** Cancelled, it closes the connection: the client does so where it may interrupt, and only there. */
private suspend fun <T> CompletableFuture<T>.awaitOrHangUp(): T = suspendCancellableCoroutine { continuation ->
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
    return idxResponse(statusCode(), pairs, body())
}

/** Their own texts may hold the URL: they stay behind. */
private fun IOException.translated(): IdxTransportException = when {
    this is HttpTimeoutException -> IdxTransportException(TransportProblem.TIMEOUT)
    this is SSLException -> IdxTransportException(TransportProblem.TLS, javaClass.simpleName)
    this is ConnectException && generateSequence(cause) { it.cause }.any { it is UnresolvedAddressException } ->
        IdxTransportException(TransportProblem.HOST_NOT_FOUND)
    else -> IdxTransportException(TransportProblem.CONNECTION, javaClass.simpleName)
}
