package dev.idxflow

import dev.idxflow.engine.Answer
import dev.idxflow.engine.TransportRequest

/**
 * An event of a flow, for logging. `toString()` contains no secrets.
 *
 * A request that an answer makes obsolete is canceled without a further event.
 */
public sealed interface IdxEvent {
    /**
     * The flow has a state to show. It may equal the previous one.
     *
     * @property state the state. Never [Working][IdxState.Working].
     */
    public data class StateChanged(val state: IdxState) : IdxEvent

    /**
     * A request is about to be sent.
     *
     * @property request the request.
     */
    public data class RequestSent(val request: TransportRequest) : IdxEvent

    /**
     * A response was received.
     *
     * @property request the request.
     * @property status the HTTP status code.
     * @property oktaRequestId the header `x-okta-request-id`, for Okta's support.
     */
    public data class ResponseReceived(
        val request: TransportRequest,
        val status: Int,
        val oktaRequestId: String? = null,
    ) : IdxEvent

    /**
     * A request failed without a response. The server may have processed it.
     *
     * @property request the request.
     * @property error the error of the transport.
     */
    public data class RequestFailed(val request: TransportRequest, val error: IdxTransportException) : IdxEvent

    /**
     * The engine accepted an answer of the app, or one made of known values. It will be sent next.
     *
     * @property answer the answer.
     */
    public data class AnswerSubmitted(val answer: Answer) : IdxEvent

    /**
     * The app called [IdxFlow.handleRedirect].
     *
     * @property accepted whether the engine accepted the URL.
     */
    public data class RedirectReceived(val accepted: Boolean) : IdxEvent

    /** The app called [IdxFlow.cancelRedirect]. */
    public data object RedirectCanceled : IdxEvent
}
