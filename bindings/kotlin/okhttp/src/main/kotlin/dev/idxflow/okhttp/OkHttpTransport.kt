package dev.idxflow.okhttp

import dev.idxflow.IdxTransport
import dev.idxflow.IdxTransportException
import dev.idxflow.READ_AT_MOST
import dev.idxflow.TransportProblem
import dev.idxflow.engine.TransportRequest
import dev.idxflow.engine.TransportResponse
import dev.idxflow.idxResponse
import dev.idxflow.isLoopback
import dev.idxflow.uri
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
 * Exchanges over OkHttp: for Android, and for those who have it anyway.
 *
 * @param client the app's own client, for its connection pool, its proxy and its pinned certificates.
 *   Its cookies, cache, redirects, retries, passwords and interceptors are left out: one that tries
 *   again would send an answer twice, one that logs would write down what the user typed.
 * @param connectTimeout how long a connection may take.
 * @param timeout how long an exchange may take in all, where the request does not say.
 */
public class OkHttpTransport(
    client: OkHttpClient = OkHttpClient(),
    connectTimeout: Duration = 10.seconds,
    timeout: Duration = 20.seconds,
) : IdxTransport {
    private val client = client.newBuilder()
        .followRedirects(false)
        .followSslRedirects(false)
        .retryOnConnectionFailure(false)
        .cookieJar(CookieJar.NO_COOKIES)
        .authenticator(Authenticator.NONE)
        .cache(null)
        .connectTimeout(connectTimeout)
        .readTimeout(Duration.ZERO)
        .writeTimeout(Duration.ZERO)
        .callTimeout(timeout)
        .apply {
            interceptors().clear()
            networkInterceptors().clear()
        }
        .addNetworkInterceptor { chain -> chain.proceed(chain.request()).let { it.withCode(it.code + DISGUISE) } }
        .build()
    private val here = this.client.newBuilder().proxy(Proxy.NO_PROXY).build()

    override suspend fun send(request: TransportRequest): TransportResponse = suspendCancellableCoroutine { continuation ->
        val call = (if (request.isLoopback) here else client).newCall(request.prepared())
        request.timeout?.let { call.timeout().timeout(it.toMillis(), TimeUnit.MILLISECONDS) }
        continuation.invokeOnCancellation { call.cancel() }
        call.enqueue(object : Callback {
            override fun onResponse(call: Call, response: Response) {
                // read here: canceling the call ends this, too
                val translated = runCatching { response.use { it.translated() } }
                translated.fold({ continuation.resume(it) }, { continuation.resumeWithException(it.translated()) })
            }

            override fun onFailure(call: Call, e: IOException) {
                continuation.resumeWithException(e.translated())
            }
        })
    }

    private companion object {
        /**
         * OkHttp sends some requests again by itself, such as after a 503 with `Retry-After: 0`. It does
         * not know these codes.
         */
        const val DISGUISE = 1000

        fun Response.withCode(code: Int) = newBuilder().code(code).build()

        fun TransportRequest.prepared(): Request {
            val uri = uri()
            return try {
                val fields = Headers.Builder().apply { headers.forEach { add(it.name, it.value.expose()) } }.build()
                val bytes = body.expose().toByteArray()
                // a GET has no body
                val sent = if (method == "GET" || method == "HEAD") null else bytes.toRequestBody()
                Request.Builder().url(uri.toString()).headers(fields).method(method, sent).build()
            } catch (_: IllegalArgumentException) {
                throw IdxTransportException(TransportProblem.REQUEST)
            }
        }

        fun Response.translated(): TransportResponse {
            val source = body.source()
            source.request(READ_AT_MOST.toLong())
            val bytes = source.buffer.readByteArray(minOf(source.buffer.size, READ_AT_MOST.toLong()))
            return idxResponse(code - DISGUISE, headers.toList(), bytes)
        }

        /** Their own texts may hold the URL: they stay behind. */
        fun Throwable.translated(): IdxTransportException = when (this) {
            // what a timeout throws, and nothing else does
            is InterruptedIOException -> IdxTransportException(TransportProblem.TIMEOUT)
            is SSLException -> IdxTransportException(TransportProblem.TLS, javaClass.simpleName)
            is UnknownHostException -> IdxTransportException(TransportProblem.HOST_NOT_FOUND)
            else -> IdxTransportException(TransportProblem.CONNECTION, javaClass.simpleName)
        }
    }
}
