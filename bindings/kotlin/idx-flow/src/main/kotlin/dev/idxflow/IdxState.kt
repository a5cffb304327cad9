package dev.idxflow

import dev.idxflow.engine.Failure
import dev.idxflow.engine.InteractionCode
import dev.idxflow.engine.Prompt
import dev.idxflow.engine.QrCode
import dev.idxflow.engine.RedactedUrl
import dev.idxflow.engine.Tokens
import dev.idxflow.engine.WaitReason
import kotlin.time.Duration

/**
 * The state of a flow, which the app shows. States are compared by value; `toString()` shows no secrets.
 */
public sealed interface IdxState {
    /** The prompt on the screen, if there is one. */
    public val prompt: Prompt? get() = null

    /**
     * The time until the next poll, counted from the emission of this state; null if nothing is polled.
     */
    public val pollIn: Duration? get() = null

    /** Whether the flow has ended. No other state follows. */
    public val isFinal: Boolean get() = false

    /**
     * A request is in flight or will be retried. Keep showing [prompt], and show progress.
     *
     * @property prompt the prompt on the screen; null before the first prompt.
     * @property retry why the flow waits, and the time of the retry; null if nothing failed.
     */
    public data class Working(override val prompt: Prompt? = null, val retry: RetryInfo? = null) : IdxState

    /**
     * Show the prompt's forms and wait for an answer. Also show `prompt.notice`: the last answer may not
     * have reached the server, or the server rate-limits an answer.
     *
     * @property prompt the prompt.
     * @property pollIn the time until the next poll, counted from the emission of this state; null if
     *   nothing is polled.
     */
    public data class Ask(override val prompt: Prompt, override val pollIn: Duration? = null) : IdxState

    /**
     * Show the prompt with its QR code. The flow polls in the background.
     *
     * @property prompt the prompt.
     * @property qr the image and its alternative text.
     * @property pollIn the time until the next poll, counted from the emission of this state; null if
     *   nothing is polled.
     */
    public data class ShowQr(override val prompt: Prompt, val qr: QrCode, override val pollIn: Duration? = null) : IdxState

    /**
     * Show the prompt without an input form: the flow waits for another device, or for the end of a rate
     * limit.
     *
     * @property prompt the prompt. Its buttons, such as cancel or resend, can be used.
     * @property pollIn the time until the next poll, counted from the emission of this state.
     * @property reason [Pending][WaitReason.Pending], unless the last poll failed or the server limits the
     *   rate of polls.
     */
    public data class Waiting(
        override val prompt: Prompt,
        override val pollIn: Duration,
        val reason: WaitReason = WaitReason.Pending,
    ) : IdxState

    /**
     * Open [url] in a browser. Then call [IdxFlow.handleRedirect] with the URL that the browser returns
     * to your redirect URI, or [IdxFlow.cancelRedirect] if the user closes the browser.
     *
     * @property prompt the prompt that offered the redirect. Another answer to it is possible, too.
     * @property url an https URL, or a URL on the issuer's origin.
     */
    public data class Redirect(override val prompt: Prompt, val url: RedactedUrl) : IdxState

    /**
     * The user is signed in.
     *
     * @property tokens the tokens.
     */
    public data class Done(val tokens: Tokens) : IdxState {
        override val isFinal: Boolean get() = true
    }

    /**
     * The flow ended with an interaction code, because its configuration sets `stopAtCode`.
     *
     * @property code the code, and the values needed to exchange it for tokens.
     */
    public data class DoneWithCode(val code: InteractionCode) : IdxState {
        override val isFinal: Boolean get() = true
    }

    /**
     * The flow ended without tokens. Start a new one.
     *
     * @property failure the reason.
     */
    public data class Failed(val failure: Failure) : IdxState {
        override val isFinal: Boolean get() = true
    }
}

/**
 * A request that is sent again automatically, because it failed or because the server limits the rate of
 * requests.
 *
 * @property reason [RateLimited][WaitReason.RateLimited], or [Retrying][WaitReason.Retrying] with the
 *   number of the next attempt and the HTTP status.
 * @property error the error of the transport if no response came; otherwise null.
 * @property retryIn the time until the retry; zero while the retry is in flight.
 */
public data class RetryInfo(val reason: WaitReason, val error: IdxTransportException?, val retryIn: Duration)
