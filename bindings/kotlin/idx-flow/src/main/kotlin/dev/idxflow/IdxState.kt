package dev.idxflow

import dev.idxflow.engine.RedactedUrl
import dev.idxflow.engine.Failure
import dev.idxflow.engine.InteractionCode
import dev.idxflow.engine.Prompt
import dev.idxflow.engine.Prompt
import dev.idxflow.engine.QrCode
import dev.idxflow.engine.Tokens
import kotlin.time.Duration

/** What belongs on the screen. Compared by value; what prints it shows no secret. */
public sealed interface IdxState {
    /** The prompt on the screen, where there is one. */
    public val prompt: Prompt? get() = null

    /** What the server asks on it. */
    public val prompt: Prompt? get() = prompt

    /** When the next poll is due, from the moment of this state on; null where nothing is polled. */
    public val pollIn: Duration? get() = null

    /** Whether the flow has ended: no state follows. */
    public val isFinal: Boolean get() = false

    /**
     * A request is out, or is about to be tried again. Keep the screen as it is.
     *
     * @property prompt the prompt that was on the screen; null at the beginning.
     * @property retry what went wrong with the last try; null where nothing did.
     */
    public data class Working(override val prompt: Prompt? = null, val retry: RetryInfo? = null) : IdxState

    /**
     * Show the prompt, and wait for an answer.
     *
     * @property prompt what to show.
     * @property pollIn when the next poll is due, from the moment of this state on; null where nothing is polled.
     */
    public data class Ask(override val prompt: Prompt, override val pollIn: Duration? = null) : IdxState

    /**
     * Show the prompt with its QR code. It is polled meanwhile.
     *
     * @property prompt what to show.
     * @property qr the picture, and the text for those who cannot see it.
     * @property pollIn when the next poll is due, from the moment of this state on; null where nothing is polled.
     */
    public data class ShowQr(override val prompt: Prompt, val qr: QrCode, override val pollIn: Duration? = null) : IdxState

    /**
     * Show the prompt: there is nothing to type, a push is out, or the server asked for patience.
     *
     * @property prompt what to show; its buttons work.
     * @property pollIn when the next poll is due, from the moment of this state on.
     */
    public data class Waiting(override val prompt: Prompt, override val pollIn: Duration) : IdxState

    /**
     * Open this address in a browser or an app, and come back by [IdxFlow.handleRedirect] or
     * [IdxFlow.cancelRedirect].
     *
     * @property prompt the prompt that it was chosen on; another answer to it is fine, too.
     * @property url https, or the issuer's own origin.
     */
    public data class Redirect(override val prompt: Prompt, val url: RedactedUrl) : IdxState

    /**
     * The user is signed in.
     *
     * @property tokens what the app came for.
     */
    public data class Done(val tokens: Tokens) : IdxState {
        override val isFinal: Boolean get() = true
    }

    /**
     * The flow has ended at the interaction code, as its configuration wants.
     *
     * @property code the code, and what belongs to it.
     */
    public data class DoneWithCode(val code: InteractionCode) : IdxState {
        override val isFinal: Boolean get() = true
    }

    /**
     * The flow has ended without tokens. Start a new one.
     *
     * @property failure why.
     */
    public data class Failed(val failure: Failure) : IdxState {
        override val isFinal: Boolean get() = true
    }
}

/**
 * The last try of an exchange went wrong; it is tried again by itself.
 *
 * @property error what went wrong.
 * @property retryIn how long until the next try; zero while it is out.
 */
public data class RetryInfo(val error: IdxTransportException, val retryIn: Duration)
