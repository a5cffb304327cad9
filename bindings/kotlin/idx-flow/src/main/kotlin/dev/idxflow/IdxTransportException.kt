package dev.idxflow

/**
 * An exchange did not complete. Whether the server acted is unknown; the flow finds out.
 *
 * Two are equal where they say the same.
 *
 * @property problem what went wrong.
 * @param detail more about it: never an address with its query, a header or a body.
 */
public class IdxTransportException(
    public val problem: TransportProblem,
    detail: String? = null,
) : IdxException(if (detail == null) problem.text else "${problem.text}: $detail") {
    override fun equals(other: Any?): Boolean = other is IdxTransportException && other.message == message

    override fun hashCode(): Int = message.hashCode()

    internal companion object {
        fun unavailable(status: Int) = IdxTransportException(TransportProblem.UNAVAILABLE, "HTTP status $status")
    }
}

/** What can go wrong with an exchange. */
public enum class TransportProblem(internal val text: String) {
    /** The address is neither https, nor http on loopback; nothing was sent. */
    INSECURE("the address is neither https nor http on loopback"),

    /** The request is none that HTTP knows; nothing was sent. */
    REQUEST("the request cannot be sent over HTTP"),

    /** No address is known for the host: perhaps the device is offline. */
    HOST_NOT_FOUND("the host was not found"),

    /** No connection, or a broken one. */
    CONNECTION("the connection failed"),

    /** The server's certificate does not hold, or the two sides found no common TLS. */
    TLS("the connection is not secure"),

    /** The server did not answer in time. */
    TIMEOUT("the server did not answer in time"),

    /** What came back is not HTTP. */
    PROTOCOL("the answer is not HTTP"),

    /** An answer came, but none that the flow could go on with: the server is down or overloaded. */
    UNAVAILABLE("the server is not available"),

    /** The transport threw something else. */
    OTHER("the transport failed"),
}
