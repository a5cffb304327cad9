package dev.idxflow.okhttp

import dev.idxflow.IdxClock
import dev.idxflow.IdxTransport
import dev.idxflow.IdxTransportException
import dev.idxflow.MAX_BODY_BYTES
import dev.idxflow.MAX_IDLE_TIME
import dev.idxflow.OKTA_REQUEST_ID_HEADER
import dev.idxflow.TransportProblem
import dev.idxflow.engine.TransportRequest
import dev.idxflow.engine.TransportResponse
import dev.idxflow.isLoopback
import dev.idxflow.transportResponse
import dev.idxflow.validatedUri
import kotlinx.coroutines.suspendCancellableCoroutine
import okhttp3.Authenticator
import okhttp3.Call
import okhttp3.Callback
import okhttp3.CookieJar
import okhttp3.Headers
import okhttp3.OkHttpClient
import okhttp3.Request
import okhttp3.RequestBody.Companion.toRequestBody
import okhttp3.Response
import java.io.IOException
import java.io.InterruptedIOException
import java.net.Proxy
import java.net.UnknownHostException
import java.util.concurrent.TimeUnit
import javax.net.ssl.SSLException
import kotlin.coroutines.resume
import kotlin.coroutines.resumeWithException
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

/**
 * Sends requests with OkHttp. A connection that has been idle for more than [MAX_IDLE_TIME] is not used
 * again.
 *
 * @param client the app's client. Its proxy and certificate pins are used. Its cookies, cache, redirects,
 *   retries, authenticators, interceptors and event listeners are not: a retry could submit an answer
 *   twice, and a logging interceptor would log user input. The transport has its own connection pool.
 * @param connectTimeout the maximum time to connect.
 * @param timeout the maximum time for a request, unless the request has its own timeout.
 * @param clock measures how long a connection has been idle.
 */
public class OkHttpTransport(
    client: OkHttpClient = OkHttpClient(),
    connectTimeout: Duration = 10.seconds,
    timeout: Duration = 20.seconds,
    clock: IdxClock = IdxClock.System,
) : IdxTransport {
    private val connections = IdleConnections(clock)
    private val client = client.newBuilder()
        .followRedirects(false)
        .followSslRedirects(false)
        .retryOnConnectionFailure(false)
        .cookieJar(CookieJar.NO_COOKIES)
        .authenticator(Authenticator.NONE)
        .cache(null)
        .connectionPool(connections.pool)
        .eventListener(connections)
        .connectTimeout(connectTimeout)
        .readTimeout(Duration.ZERO)
        .writeTimeout(Duration.ZERO)
        .callTimeout(timeout)
        .apply {
            interceptors().clear()
            networkInterceptors().clear()
        }
        .addNetworkInterceptor { chain -> chain.proceed(chain.request()).let { it.withCode(it.code + STATUS_OFFSET) } }
        .build()
    private val loopbackClient = this.client.newBuilder().proxy(Proxy.NO_PROXY).build()

    override suspend fun send(request: TransportRequest): TransportResponse = suspendCancellableCoroutine { continuation ->
        connections.evictOld()
        val call = (if (request.isLoopback) loopbackClient else client).newCall(request.prepared())
        request.timeout?.let { call.timeout().timeout(it.toMillis(), TimeUnit.MILLISECONDS) }
        continuation.invokeOnCancellation { call.cancel() }
        call.enqueue(object : Callback {
            override fun onResponse(call: Call, response: Response) {
                // The body is read here because canceling the call also stops this.
                val translated = runCatching { response.use { it.translated() } }
                translated.fold(
                    { continuation.resume(it) },
                    { continuation.resumeWithException(it.translated(response.header(OKTA_REQUEST_ID_HEADER))) },
                )
            }

            override fun onFailure(call: Call, e: IOException) {
                continuation.resumeWithException(e.translated(null))
            }
        })
    }

    private companion object {
        /**
         * Hides the status code from OkHttp, which repeats some requests on its own, for example after a
         * 503 with `Retry-After: 0`.
         */
        const val STATUS_OFFSET = 1000

        fun Response.withCode(code: Int) = newBuilder().code(code).build()

        fun TransportRequest.prepared(): Request {
            val uri = validatedUri()
            return try {
                val fields = Headers.Builder().apply { headers.forEach { add(it.name, it.value.expose()) } }.build()
                val bytes = body.expose().toByteArray()
                // OkHttp rejects a body in a GET request.
                val requestBody = if (method == "GET" || method == "HEAD") null else bytes.toRequestBody()
                Request.Builder().url(uri.toString()).headers(fields).method(method, requestBody).build()
            } catch (_: IllegalArgumentException) {
                throw IdxTransportException(TransportProblem.INVALID_REQUEST)
            }
        }

        fun Response.translated(): TransportResponse {
            val source = body.source()
            source.request(MAX_BODY_BYTES.toLong())
            val bytes = source.buffer.readByteArray(minOf(source.buffer.size, MAX_BODY_BYTES.toLong()))
            return transportResponse(code - STATUS_OFFSET, headers.toList(), bytes)
        }

        /** Drops the original message, which may contain the URL. */
        fun Throwable.translated(oktaRequestId: String?): IdxTransportException = when (this) {
            // OkHttp throws this only for timeouts.
            is InterruptedIOException -> IdxTransportException(TransportProblem.TIMEOUT, null, oktaRequestId)
            is SSLException -> IdxTransportException(TransportProblem.TLS, javaClass.simpleName, oktaRequestId)
            is UnknownHostException -> IdxTransportException(TransportProblem.HOST_NOT_FOUND)
            else -> IdxTransportException(TransportProblem.CONNECTION, javaClass.simpleName, oktaRequestId)
        }
    }
}
