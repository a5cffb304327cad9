package dev.idxflow

import dev.idxflow.engine.HttpHeader
import dev.idxflow.engine.TransportRequest
import dev.idxflow.engine.TransportResponse
import dev.idxflow.engine.Purpose
import dev.idxflow.engine.Secret
import java.net.URI
import java.net.URISyntaxException
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive

/**
 * How exchanges are carried out. Whoever writes one keeps to these rules:
 *
 * - https only, and http for loopback alone: [uri] sees to it;
 * - no redirect is followed, nothing is sent twice, nothing is cached;
 * - no cookies are stored, and none sent but those in the request's own headers;
 * - of a body at most [READ_AT_MOST] bytes are read;
 * - it gives up after a while, or after the request's own `timeout`, and when it is canceled;
 * - what [is for this device][isLoopback] goes past every proxy, and nowhere else.
 */
public fun interface IdxTransport {
    /**
     * Carries out this exchange once, and returns whatever came, whatever its status.
     *
     * @throws IdxTransportException where the exchange did not complete. Everything else that is thrown
     *   counts as the same.
     */
    public suspend fun send(request: TransportRequest): TransportResponse
}

/** How much of a body is read, in bytes: one more than 1 MiB, so that the engine sees that it is too long. */
public const val READ_AT_MOST: Int = 1_048_577

/**
 * Where the request goes.
 *
 * @throws IdxTransportException where it is neither https nor http on loopback.
 */
public fun TransportRequest.uri(): URI {
    val uri = try {
        URI(url.value)
    } catch (_: URISyntaxException) {
        throw IdxTransportException(TransportProblem.REQUEST)
    }
    val isSafe = when (uri.scheme?.lowercase()) {
        "https" -> uri.host != null
        "http" -> uri.host?.isLoopback == true
        else -> false
    }
    return if (isSafe) uri else throw IdxTransportException(TransportProblem.INSECURE)
}

/** Whether the request is for Okta Verify on this very device: a probe or a challenge. */
public val TransportRequest.isLoopback: Boolean
    get() = purpose == Purpose.PROBE || purpose == Purpose.CHALLENGE

/** A response of these headers and this body, read as UTF-8; what is malformed becomes U+FFFD. */
public fun idxResponse(status: Int, headers: List<Pair<String, String>>, body: ByteArray): TransportResponse =
    TransportResponse(status, headers.map { (name, value) -> HttpHeader(name, Secret(value)) }, Secret(body.decodeToString()))

/** What came of an exchange. */
internal sealed interface Outcome {
    class Reply(val response: TransportResponse) : Outcome

    class Lost(val error: IdxTransportException) : Outcome
}

internal suspend fun IdxTransport.carryOut(request: TransportRequest): Outcome = try {
    Outcome.Reply(send(request))
} catch (error: Throwable) {
    // a class that is missing or a TODO breaks an exchange; what breaks the machine is not for us
    if (error !is Exception && error !is LinkageError && error !is NotImplementedError) throw error
    // a transport's own cancellations are failures like others; ours is not
    currentCoroutineContext().ensureActive()
    Outcome.Lost(error as? IdxTransportException ?: IdxTransportException(TransportProblem.OTHER, error.javaClass.simpleName))
}

/** The same loopback as an issuer's may be. Names are not looked up. */
private val String.isLoopback: Boolean
    get() = equals("localhost", ignoreCase = true) || this == "[::1]" || IPV4_LOOPBACK.matches(this)

private val IPV4_LOOPBACK = Regex("""127(\.\d{1,3}){3}""")
