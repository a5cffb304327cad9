package dev.idxflow

import dev.idxflow.engine.Answer
import dev.idxflow.engine.IdxRequest

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
    public data class Shows(val state: IdxState) : IdxEvent

    /**
     * A request goes out.
     *
     * @property request the request.
     */
    public data class Sends(val request: IdxRequest) : IdxEvent

    /**
     * A response came.
     *
     * @property request what it answers.
     * @property status its HTTP status.
     */
    public data class Receives(val request: IdxRequest, val status: Int) : IdxEvent

    /**
     * An exchange did not complete. Whether the server acted is unknown.
     *
     * @property request what was sent, or was to be.
     * @property error what went wrong.
     */
    public data class Fails(val request: IdxRequest, val error: IdxTransportException) : IdxEvent

    /**
     * An answer was taken in, and is on its way.
     *
     * @property answer the answer.
     */
    public data class Answers(val answer: Answer) : IdxEvent

    /**
     * The user came back from a browser or an app.
     *
     * @property accepted whether what they came back with was this flow's.
     */
    public data class ComesBack(val accepted: Boolean) : IdxEvent
}
