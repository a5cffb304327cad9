package dev.idxflow

/**
 * A request failed without a usable response. The server may have processed it; the flow asks the server.
 *
 * Two exceptions are equal if their messages and request IDs are equal.
 *
 * @property problem the kind of problem.
 * @param detail details for the message. Must not contain a query, a header or a body.
 * @property oktaRequestId the header `x-okta-request-id` of an incomplete response, for Okta's support.
 */
public class IdxTransportException(
    public val problem: TransportProblem,
    detail: String? = null,
    public val oktaRequestId: String? = null,
) : IdxException(if (detail == null) problem.text else "${problem.text}: $detail") {
    override fun equals(other: Any?): Boolean =
        other is IdxTransportException && other.message == message && other.oktaRequestId == oktaRequestId

    override fun hashCode(): Int = message.hashCode()
}

/** The kinds of transport problems. */
public enum class TransportProblem(internal val text: String) {
    /** The URL is neither https nor http on a loopback address. Nothing was sent. */
    INSECURE_URL("the URL is neither https nor http on a loopback address"),

    /**
     * The request is not valid HTTP, for example because of a line break in a header. Nothing was sent.
     */
    INVALID_REQUEST("the request is not valid HTTP"),

    /** The host name cannot be resolved. The device may be offline. */
    HOST_NOT_FOUND("the host was not found"),

    /** The connection was refused, or closed before the response was complete. */
    CONNECTION("the connection failed"),

    /** The TLS handshake failed, for example because the server's certificate is not trusted. */
    TLS("the TLS connection could not be established"),

    /** The server did not respond in time. */
    TIMEOUT("the server did not respond in time"),

    /** The response is not valid HTTP. */
    PROTOCOL("the response is not valid HTTP"),

    /** The transport threw another exception. */
    OTHER("the transport failed"),
}
