package dev.idxflow

import dev.idxflow.engine.Answer
import dev.idxflow.engine.TransportRequest

/**
 * One thing that happened, safe to log as it is: what prints it shows no secret. An exchange that an
 * answer overtakes ends without an event.
 */
public sealed interface IdxEvent {
    /**
     * The flow has something to show, perhaps the same as before.
     *
     * @property state what; never [Working][IdxState.Working].
     */
    public data class StateChanged(val state: IdxState) : IdxEvent

    /**
     * A request goes out.
     *
     * @property request the request.
     */
    public data class RequestSent(val request: TransportRequest) : IdxEvent

    /**
     * A response came.
     *
     * @property request what it answers.
     * @property status its HTTP status.
     */
    public data class ResponseReceived(val request: TransportRequest, val status: Int) : IdxEvent

    /**
     * An exchange did not complete. Whether the server acted is unknown.
     *
     * @property request what was sent, or was to be.
     * @property error what went wrong.
     */
    public data class RequestFailed(val request: TransportRequest, val error: IdxTransportException) : IdxEvent

    /**
     * An answer was taken in, and is on its way.
     *
     * @property answer the answer.
     */
    public data class AnswerSubmitted(val answer: Answer) : IdxEvent

    /**
     * The user came back from a browser or an app.
     *
     * @property accepted whether what they came back with was this flow's.
     */
    public data class RedirectReceived(val accepted: Boolean) : IdxEvent
}
