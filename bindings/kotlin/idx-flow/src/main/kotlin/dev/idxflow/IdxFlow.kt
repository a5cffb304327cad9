package dev.idxflow

import dev.idxflow.engine.Answer
import dev.idxflow.engine.AuthenticatorKey
import dev.idxflow.engine.Channel
import dev.idxflow.engine.DeviceChallenge
import dev.idxflow.engine.Engine
import dev.idxflow.engine.FlowConfig
import dev.idxflow.engine.InteractionCode
import dev.idxflow.engine.KnownValues
import dev.idxflow.engine.MethodType
import dev.idxflow.engine.PasswordRuleCheck
import dev.idxflow.engine.Prompt
import dev.idxflow.engine.RemediationName
import dev.idxflow.engine.Secret
import dev.idxflow.engine.Snapshot
import dev.idxflow.engine.Tokens
import dev.idxflow.engine.uniffiEnsureInitialized
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import kotlin.time.Duration
import kotlin.time.toKotlinDuration

/**
 * A sign-in or enrollment with Okta Identity Engine, from the first request to the tokens.
 *
 * The flow sends requests, polls and retries automatically. The app shows [states] and submits answers.
 * All work runs on background threads, in the coroutine scope passed to [start] or [restore]. Canceling
 * that scope stops the flow; it can still be [saved][save].
 *
 * An answer is for one prompt: the one that the user has answered. If a poll has replaced it in the
 * meantime, the answer is rejected with [STALE_PROMPT][dev.idxflow.engine.AnswerProblem.STALE_PROMPT]. So a
 * code for one prompt is never sent as the password of another.
 *
 * After [close], all methods except [close] throw [IdxClosedException].
 */
public class IdxFlow private constructor(private val driver: Driver, scope: CoroutineScope) : AutoCloseable {
    private val job = scope.launch(driver.dispatcher) { driver.run() }

    init {
        job.invokeOnCompletion { driver.finished.complete(Unit) }
    }

    /**
     * The current state. The last value is a [final][IdxState.isFinal] state, unless the flow is closed
     * first.
     */
    public val states: StateFlow<IdxState> = driver.states.asStateFlow()

    /**
     * Submits an answer, which [Prompt.answer] creates. Returns when the engine has accepted it; the state
     * is then [Working][IdxState.Working]. A poll in flight is canceled.
     *
     * @throws IdxAnswerException if the answer was made for an earlier prompt (`STALE_PROMPT`), does not fit
     *   the form, must wait (`RATE_LIMITED`), or is not expected now. Nothing is sent.
     */
    public suspend fun submit(answer: Answer): Unit = submitAnswer(answer.promptVersion) { answer }

    /**
     * Submits an answer to a form that requires a captcha.
     *
     * @param captcha the token of the solved captcha.
     * @throws IdxAnswerException if the form requires no captcha, or the answer does not fit the prompt.
     */
    public suspend fun submit(answer: Answer, captcha: Secret): Unit =
        submitAnswer(answer.promptVersion) { withCaptcha(answer, captcha) }

    /**
     * Submits the user's identifier, and the password if the form asks for both.
     *
     * @throws IdxAnswerException if the prompt does not ask for an identifier, or a value is invalid.
     */
    public suspend fun identify(identifier: String, password: Secret? = null, prompt: Prompt): Unit =
        submitAnswer(prompt.version) { identify(identifier, password) }

    /**
     * Submits the password, the one-time code or the answer that the current authenticator asks for.
     *
     * @throws IdxAnswerException if the prompt does not ask for it, or the value is invalid.
     */
    public suspend fun enterPasscode(code: Secret, prompt: Prompt): Unit =
        submitAnswer(prompt.version) { enterPasscode(code) }

    /**
     * Selects an authenticator to verify with or to enroll, and one of its methods if [method] is not
     * null.
     *
     * @throws IdxAnswerException if the prompt does not offer it.
     */
    public suspend fun selectAuthenticator(key: AuthenticatorKey, method: MethodType? = null, prompt: Prompt): Unit =
        submitAnswer(prompt.version) { selectAuthenticator(key, method) }

    /**
     * Selects the channel through which Okta Verify receives its activation link: a QR code, an email or
     * an SMS ("Can't scan?").
     *
     * @throws IdxAnswerException if the prompt does not offer it.
     */
    public suspend fun selectChannel(channel: Channel, prompt: Prompt): Unit =
        submitAnswer(prompt.version) { selectChannel(channel) }

    /**
     * Submits the result of a WebAuthn ceremony.
     *
     * @param response a `RegistrationResponseJSON` or `AuthenticationResponseJSON` (Web Authentication
     *   Level 3), as returned by Android's Credential Manager.
     * @throws IdxAnswerException if it is not valid, or does not belong to a ceremony of this prompt.
     */
    public suspend fun webauthn(response: String, prompt: Prompt): Unit =
        submitAnswer(prompt.version) { webauthn(response) }

    /**
     * Submits the result of Duo's frame.
     *
     * @param signature the `sig_response` of Duo's Web SDK.
     * @throws IdxAnswerException if the prompt does not ask for it.
     */
    public suspend fun duo(signature: Secret, prompt: Prompt): Unit =
        submitAnswer(prompt.version) { duo(signature) }

    /**
     * Answers a consent prompt: for OAuth scopes, or for a sign-in that was started on another device.
     *
     * @param agreed whether the user consents.
     * @param optedScopes for granular consent: the scopes whose value differs from the proposed one.
     * @throws IdxAnswerException if the prompt does not ask for consent.
     */
    public suspend fun consent(
        agreed: Boolean,
        optedScopes: Map<String, Boolean> = emptyMap(),
        prompt: Prompt,
    ): Unit = submitAnswer(prompt.version) {
        optedScopes.entries.fold(consent(agreed)) { answer, (scope, opted) -> answer.with("optedScopes.$scope", opted) }
    }

    /**
     * Submits a remediation without input, such as skip or resend.
     *
     * @throws IdxAnswerException if the prompt does not offer it.
     */
    public suspend fun proceed(name: RemediationName, prompt: Prompt): Unit =
        submitAnswer(prompt.version) { proceed(name) }

    /**
     * Cancels the transaction on the server with the `cancel` remediation of the current prompt. The
     * server then returns a first prompt or ends the flow. To end the flow without a request to the
     * server, call [close].
     *
     * @throws IdxAnswerException if the prompt does not offer it.
     */
    public suspend fun cancel(): Unit = submitAnswer(null) { proceed(RemediationName.Cancel) }

    /**
     * Handles the URL that the browser or another app returned to the redirect URI or to the redirect URI
     * of emails.
     *
     * @throws IdxRedirectException if the URL does not belong to this flow, or has neither a code nor an
     *   error. The flow is unchanged.
     */
    public suspend fun handleRedirect(url: String): Unit = withRunningFlow { driver.handleRedirect(Secret(url)) }

    /** Returns to the prompt that offered the redirect. Call this if the user closed the browser. */
    public suspend fun cancelRedirect(): Unit = withRunningFlow { driver.cancelRedirect() }

    /**
     * Returns a snapshot for [restore]. Can be called at any time, also after the end of the flow. Takes
     * microseconds.
     *
     * A submission in flight is not saved. A flow that is restored from such a snapshot asks the server
     * for the current step.
     */
    public fun save(): Snapshot = withOpenFlow { driver.engine.snapshot() }

    /** Polls now if a poll is due. Call this when the app returns from the background. */
    public fun resume(): Unit = withOpenFlow { driver.wake() }

    /**
     * Returns the time until the transaction expires, by the server's clock, or null if it is unknown.
     */
    public fun expiresIn(): Duration? = withOpenFlow { driver.engine.expiresIn(driver.clock.now())?.toKotlinDuration() }

    /**
     * Checks a new password against the password policy of the prompt. Call it while the user types.
     *
     * @return each rule and whether the password satisfies it; empty if the prompt has no password
     *   policy.
     */
    public fun checkPassword(password: Secret): List<PasswordRuleCheck> =
        withOpenFlow { driver.engine.checkPassword(password) }

    /**
     * Returns the current challenge for Okta Verify on this device, or null. Get `href` from here when
     * you open it: a poll may renew it without emitting a state.
     */
    public fun deviceChallenge(): DeviceChallenge? = withOpenFlow { driver.engine.prompt()?.deviceChallenge }

    /**
     * Returns the last IDX response as received, for data that this library does not expose. After the end,
     * it is available until the flow is closed.
     */
    public fun responseJson(): Secret? = withOpenFlow { driver.engine.responseJson() }

    /**
     * Returns a URL that signs a browser in to the org, once. Null before the flow has ended
     * successfully, and in a flow that was restored after its end. The server may reject it after the
     * exchange of the interaction code, so use it with `stopAtCode`.
     */
    public fun browserSessionUrl(): Secret? = withOpenFlow { driver.engine.browserSessionUrl() }

    /**
     * Waits for the end of the flow and returns the tokens.
     *
     * @throws IdxFailedException if the flow ends without tokens.
     * @throws IdxConfigException if the flow ends with a code, because its configuration sets `stopAtCode`.
     * @throws IdxClosedException if the flow is closed or its scope is canceled before it ends.
     */
    public suspend fun tokens(): Tokens = when (val end = awaitEnd()) {
        is IdxState.Done -> end.tokens
        else -> throw InputKind.CONFIG.notExpected("the flow ended with a code: call interactionCode()")
    }

    /**
     * Waits for the end of a flow whose configuration sets `stopAtCode`, and returns the interaction code.
     * [exchange] redeems it for tokens. Its lifetime is about a minute.
     *
     * @throws IdxFailedException if the flow ends without a code.
     * @throws IdxConfigException if the flow ends with tokens.
     * @throws IdxClosedException if the flow is closed or its scope is canceled before it ends.
     */
    public suspend fun interactionCode(): InteractionCode = when (val end = awaitEnd()) {
        is IdxState.DoneWithCode -> end.code
        else -> throw InputKind.CONFIG.notExpected("the flow ended with tokens: stopAtCode is not set")
    }

    /**
     * Stops the flow and releases its memory. A request in flight is canceled. Sends nothing to the
     * server.
     */
    override fun close() {
        job.cancel()
        driver.close()
    }

    private suspend fun submitAnswer(promptVersion: Long?, makeAnswer: Engine.() -> Answer): Unit =
        withRunningFlow { driver.submit(promptVersion, makeAnswer) }

    /** Waits for the end of the flow. Returns `Done` or `DoneWithCode`. */
    private suspend fun awaitEnd(): IdxState = withOpenFlow {
        driver.finished.await()
        when (val end = states.value) {
            is IdxState.Done, is IdxState.DoneWithCode -> end
            is IdxState.Failed -> throw IdxFailedException(end.failure)
            else -> throw IdxClosedException()
        }
    }

    /**
     * For calls that change the flow: if the scope is canceled, the resulting request would never be
     * sent.
     */
    private inline fun withRunningFlow(call: () -> Unit): Unit = withOpenFlow {
        if (job.isCancelled) throw IdxClosedException()
        call()
    }

    private inline fun <T> withOpenFlow(call: () -> T): T {
        if (driver.engine.uniffiIsDestroyed) throw IdxClosedException()
        return try {
            translatingErrors(block = call)
        } catch (error: IdxInternalException) {
            // Another thread may have closed the flow during the call.
            throw if (driver.engine.uniffiIsDestroyed) IdxClosedException() else error
        }
    }

    public companion object : TokenRequests() {
        /**
         * Starts a flow.
         *
         * @param scope the scope in which the flow runs. It does not complete before the flow has ended.
         * @param known values that the app knows. The flow submits each of them at most once and shows a
         *   prompt as soon as a value is missing. Use them for one flow only, which closes them. They
         *   are not part of a snapshot.
         * @param observer called for every event, on a background thread.
         * @throws IdxConfigException if the configuration is invalid.
         */
        public suspend fun start(
            config: FlowConfig,
            scope: CoroutineScope,
            known: KnownValues? = null,
            transport: IdxTransport = defaultTransport(),
            clock: IdxClock = IdxClock.System,
            observer: (IdxEvent) -> Unit = {},
        ): IdxFlow = create(scope, InputKind.CONFIG) {
            Driver(Engine.start(config), transport, clock, observer, known)
        }

        /**
         * Restores a flow from a snapshot, which may have been saved by another language. The prompt is
         * available without a request.
         *
         * @param scope the scope in which the flow runs. It does not complete before the flow has ended.
         * @param observer called for every event, on a background thread.
         * @throws IdxRestoreException if the snapshot is invalid, or has the schema of another version.
         */
        public suspend fun restore(
            snapshot: Snapshot,
            scope: CoroutineScope,
            transport: IdxTransport = defaultTransport(),
            clock: IdxClock = IdxClock.System,
            observer: (IdxEvent) -> Unit = {},
        ): IdxFlow = create(scope, InputKind.SNAPSHOT) {
            Driver(Engine.restore(snapshot), transport, clock, observer)
        }

        internal suspend fun create(scope: CoroutineScope, input: InputKind, makeDriver: () -> Driver): IdxFlow {
            // The first call loads the native library, which must not block the caller's thread.
            val driver = withContext(Dispatchers.IO) {
                translatingErrors(input) {
                    checkLibrary()
                    makeDriver().apply { update(clock.now()) }
                }
            }
            return IdxFlow(driver, scope)
        }

        /**
         * Checks that JNA loaded this package's library, and not another one found on the system's
         * search path.
         */
        internal fun checkLibrary(initialize: () -> Unit = ::uniffiEnsureInitialized) = try {
            initialize()
        } catch (error: ExceptionInInitializerError) {
            // The generated code compares checksums in the initializer of an object.
            throw IdxInternalException("the native library does not match this version of idx-flow: ${error.cause?.message}")
        }
    }
}
