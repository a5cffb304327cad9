package dev.idxflow

import dev.idxflow.engine.HttpHeader
import dev.idxflow.engine.Purpose
import dev.idxflow.engine.Secret
import dev.idxflow.engine.TransportRequest
import dev.idxflow.engine.TransportResponse
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import java.net.URI
import java.net.URISyntaxException
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

/**
 * Sends HTTP requests. An implementation must follow these rules:
 *
 * - Use https, and http only for loopback addresses. [validatedUri] checks this.
 * - Send each request once: do not follow redirects, retry or cache.
 * - Do not send a request whose `isIdempotent` is false on a connection that has been idle for more than
 *   [MAX_IDLE_TIME]: the server may have closed it, and the request would be lost.
 * - Do not store cookies, and send only the cookies in the request's headers.
 * - Read at most [MAX_BODY_BYTES] of a response body.
 * - Stop after the request's own `timeout` or, if it has none, after a timeout of your choice.
 * - Stop when the coroutine is canceled.
 * - Send a request whose [isLoopback] is true without a proxy.
 */
public fun interface IdxTransport {
    /**
     * Sends the request once and returns the response, with any status.
     *
     * @throws IdxTransportException if there is no response. Any other exception has the same effect.
     */
    public suspend fun send(request: TransportRequest): TransportResponse
}

/**
 * The maximum number of body bytes to read: 1 MiB plus one byte, so that the engine can tell that a body
 * is too long.
 */
public const val MAX_BODY_BYTES: Int = 1_048_577

/** The maximum time that a connection may have been idle when an answer is sent on it: 5 seconds. */
public val MAX_IDLE_TIME: Duration get() = 5.seconds

/** The response header with the ID that Okta's support asks for. */
public const val OKTA_REQUEST_ID_HEADER: String = "x-okta-request-id"

/**
 * Returns the request's URI.
 *
 * @throws IdxTransportException if the URL is malformed, or neither https nor http on loopback.
 */
public fun TransportRequest.validatedUri(): URI {
    val uri = try {
        URI(url.value)
    } catch (_: URISyntaxException) {
        throw IdxTransportException(TransportProblem.INVALID_REQUEST)
    }
    val isSecure = when (uri.scheme?.lowercase()) {
        "https" -> uri.host != null
        "http" -> uri.host?.isLoopbackHost == true
        else -> false
    }
    return if (isSecure) uri else throw IdxTransportException(TransportProblem.INSECURE_URL)
}

/** Whether the request is addressed to Okta Verify on this device (FastPass over loopback). */
public val TransportRequest.isLoopback: Boolean
    get() = purpose == Purpose.PROBE || purpose == Purpose.CHALLENGE

/** The response's `x-okta-request-id`, for Okta's support, or null. */
public val TransportResponse.oktaRequestId: String?
    get() = headers.find { it.name.equals(OKTA_REQUEST_ID_HEADER, ignoreCase = true) }?.value?.expose()

/** Creates a response. The body is decoded as UTF-8; malformed bytes become U+FFFD. */
public fun transportResponse(status: Int, headers: List<Pair<String, String>>, body: ByteArray): TransportResponse =
    TransportResponse(status, headers.map { (name, value) -> HttpHeader(name, Secret(value)) }, Secret(body.decodeToString()))

/** The result of one HTTP exchange. */
internal sealed interface ExchangeResult {
    class Received(val response: TransportResponse) : ExchangeResult

    class Failed(val error: IdxTransportException) : ExchangeResult
}

internal suspend fun IdxTransport.execute(request: TransportRequest): ExchangeResult = try {
    ExchangeResult.Received(send(request))
} catch (error: Throwable) {
    // A missing class or a TODO() in a transport fails the request. Other errors, such as
    // OutOfMemoryError, are not handled here.
    if (error !is Exception && error !is LinkageError && error !is NotImplementedError) throw error
    // Rethrow if this coroutine was canceled. A CancellationException of the transport's own is a
    // failure.
    currentCoroutineContext().ensureActive()
    val failure = error as? IdxTransportException
    ExchangeResult.Failed(failure ?: IdxTransportException(TransportProblem.OTHER, error.javaClass.simpleName))
}

/** The same rule as for the issuer. Host names other than `localhost` are not resolved. */
private val String.isLoopbackHost: Boolean
    get() = equals("localhost", ignoreCase = true) || this == "[::1]" || IPV4_LOOPBACK.matches(this)

private val IPV4_LOOPBACK = Regex("""127(\.\d{1,3}){3}""")
