package dev.idxflow

import dev.idxflow.engine.Answer
import dev.idxflow.engine.AuthenticatorKey
import dev.idxflow.engine.Channel
import dev.idxflow.engine.DeviceChallenge
import dev.idxflow.engine.Engine
import dev.idxflow.engine.FlowConfig
import dev.idxflow.engine.InputProblem
import dev.idxflow.engine.MethodType
import dev.idxflow.engine.PasswordRuleCheck
import dev.idxflow.engine.RemediationName
import dev.idxflow.engine.Secret
import dev.idxflow.engine.Snapshot
import dev.idxflow.engine.TokenRequest
import dev.idxflow.engine.TokenKind
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
 * A sign-in or enrollment with Okta's Identity Engine, from the first request to the tokens.
 *
 * It sends, polls, waits and tries again by itself; the app shows [states] and gives answers. All of
 * it happens off the calling thread, within the scope that the flow was given: canceling that scope
 * ends what is under way, and the flow can still be [saved][save].
 *
 * After [close] every call throws [IdxClosedException], but for another [close].
 */
public class IdxFlow private constructor(private val driver: Driver, scope: CoroutineScope) : AutoCloseable {
    private val job = scope.launch(driver.dispatcher) { driver.run() }

    init {
        job.invokeOnCompletion { driver.ended.complete(Unit) }
    }

    /** What belongs on the screen now. The last value is a final one, unless the flow was closed before. */
    public val states: StateFlow<IdxState> = driver.states.asStateFlow()

    /**
     * Answers the prompt: returns as soon as the answer is on its way, with the state
     * [Working][IdxState.Working]. A poll that is out meanwhile is overtaken.
     *
     * @throws IdxInputException where the answer does not fit the prompt. The flow is unchanged.
     */
    public suspend fun submit(answer: Answer): Unit = give { answer }

    /**
     * Answers the prompt with the token of its captcha, solved.
     *
     * @throws IdxInputException where the form asks for no captcha, or the answer does not fit.
     */
    public suspend fun submit(answer: Answer, captcha: Secret): Unit = give { withCaptcha(answer, captcha) }

    /**
     * Says who signs in, with the password where the form asks for it on the same prompt.
     *
     * @throws IdxInputException where the prompt does not ask for it, or it does not fit.
     */
    public suspend fun identify(identifier: String, password: Secret? = null): Unit =
        give { identify(identifier, password) }

    /**
     * Gives the password, the code or the answer that the authenticator at hand asks for.
     *
     * @throws IdxInputException where the prompt does not ask for it, or it does not fit.
     */
    public suspend fun enterPasscode(code: Secret): Unit = give { enterPasscode(code) }

    /**
     * Chooses an authenticator to verify or to enroll, and its method where one is named.
     *
     * @throws IdxInputException where the prompt does not offer it.
     */
    public suspend fun selectAuthenticator(key: AuthenticatorKey, method: MethodType? = null): Unit =
        give { selectAuthenticator(key, method) }

    /**
     * "Can't scan?": chooses how Okta Verify gets its activation link.
     *
     * @throws IdxInputException where the prompt does not offer it.
     */
    public suspend fun selectChannel(channel: Channel): Unit = give { selectChannel(channel) }

    /**
     * Answers a ceremony of the prompt with what the platform gave back for its options:
     * `RegistrationResponseJSON` or `AuthenticationResponseJSON` (Web Authentication Level 3), which is
     * what Android's Credential Manager returns.
     *
     * @throws IdxInputException where it is no such response, or not to this prompt.
     */
    public suspend fun webauthn(response: String): Unit = give { webauthn(response) }

    /**
     * Gives what Duo's frame came back with (`sig_response` in Duo's Web SDK).
     *
     * @throws IdxInputException where the prompt does not ask for it.
     */
    public suspend fun duo(signature: Secret): Unit = give { duo(signature) }

    /**
     * Agrees, or does not, to what the prompt asks consent for: scopes, or a sign-in that began elsewhere.
     *
     * @param opted where scopes are opted in to one by one: those that are to be others than proposed.
     * @throws IdxInputException where the prompt does not ask for it.
     */
    public suspend fun consent(agreed: Boolean, opted: Map<String, Boolean> = emptyMap()): Unit = give {
        opted.entries.fold(consent(agreed)) { answer, (scope, flag) -> answer.with("optedScopes.$scope", flag) }
    }

    /**
     * Presses a button: skip, resend, and every other remediation that asks for nothing.
     *
     * @throws IdxInputException where the prompt does not offer it.
     */
    public suspend fun proceed(name: RemediationName): Unit = give { proceed(name) }

    /**
     * Tells the server that the user gives up (the `cancel` remediation): a first prompt or an end
     * follows. To end the flow without a word to the server, [close] it.
     *
     * @throws IdxInputException where the prompt does not offer it.
     */
    public suspend fun cancel(): Unit = press(RemediationName.Cancel)

    /**
     * The browser or app came back to the redirect URI with this URL.
     *
     * @throws IdxInputException where the URL is not this flow's, or says nothing. The flow goes on.
     */
    public suspend fun handleRedirect(url: String): Unit = openAndDriven { driver.comeBack { handleRedirect(Secret(url)) } }

    /** The user came back without anything: the prompt that the redirect was chosen on is shown again. */
    public suspend fun cancelRedirect(): Unit = openAndDriven { driver.comeBack { cancelRedirect() } }

    /**
     * The whole flow as text, to [restore] it in this process or another. Takes microseconds, at any
     * moment, also after the end.
     *
     * An answer on its way is not saved: what is restored asks the server what it wants now.
     */
    public fun save(): Snapshot = open { driver.engine.snapshot() }

    /** The app is back from the background: polls at once if a poll is due. */
    public fun resume(): Unit = open { driver.wake() }

    /** How long the server still remembers the conversation; null where it has not said. For a countdown. */
    public fun expiresIn(): Duration? = open { driver.engine.expiresIn(driver.clock.now())?.toKotlinDuration() }

    /**
     * Each rule of the password policy at hand with whether this password satisfies it; empty where
     * the prompt has none. To be shown while it is typed.
     */
    public fun checkPassword(password: Secret): List<PasswordRuleCheck> =
        open { driver.engine.checkPassword(password) }

    /**
     * What Okta Verify on this device is asked, as it is now: a poll may sign the link anew without drawing
     * another prompt. Take `href` from here when it is opened.
     */
    public fun deviceChallenge(): DeviceChallenge? = open { driver.engine.prompt()?.deviceChallenge }

    /** The newest IDX response as it came, for what this library has no name for (yet). */
    public fun responseJson(): Secret? = open { driver.engine.responseJson() }

    /**
     * Waits for the end.
     *
     * @throws IdxFailedException where the flow ends without tokens.
     * @throws IdxClosedException where it was closed, or its scope canceled, before the end.
     */
    public suspend fun tokens(): Tokens = open {
        driver.ended.await()
        when (val end = states.value) {
            is IdxState.Done -> end.tokens
            is IdxState.Failed -> throw IdxFailedException(end.failure)
            is IdxState.DoneWithCode ->
                throw IdxInputException(InputProblem.NOT_EXPECTED, null, "this flow ends at the code, without tokens")
            else -> throw IdxClosedException()
        }
    }

    /** Ends everything local: an exchange in flight is canceled, the server is told nothing. */
    override fun close() {
        job.cancel()
        driver.engine.close()
    }

    private suspend fun give(answer: Engine.() -> Answer): Unit = openAndDriven { driver.answer(answer) }

    /** For what changes the flow: without a scope nobody would send what follows from it. */
    private inline fun openAndDriven(call: () -> Unit): Unit = open {
        if (job.isCancelled) throw IdxClosedException()
        call()
    }

    private inline fun <T> open(call: () -> T): T {
        if (driver.engine.uniffiIsDestroyed) throw IdxClosedException()
        return try {
            translated(call)
        } catch (error: IdxInternalException) {
            // another thread may have closed it meanwhile
            throw if (driver.engine.uniffiIsDestroyed) IdxClosedException() else error
        }
    }

    public companion object {
        /**
         * Starts a flow within [scope]: it ends with it, and the scope does not end before the flow.
         *
         * [observer] is told everything that happens, on a thread of the flow's.
         *
         * @throws IdxInputException where the configuration cannot be used.
         */
        public suspend fun start(
            config: FlowConfig,
            scope: CoroutineScope,
            transport: IdxTransport = defaultTransport(),
            clock: IdxClock = IdxClock.System,
            observer: (IdxEvent) -> Unit = {},
        ): IdxFlow = open(scope, transport, clock, observer) { Engine.start(config) }

        /**
         * Goes on with a flow that was [saved][save], in any language, without a request.
         *
         * @throws IdxRestoreException where the snapshot is none, or from a later version.
         */
        public suspend fun restore(
            snapshot: Snapshot,
            scope: CoroutineScope,
            transport: IdxTransport = defaultTransport(),
            clock: IdxClock = IdxClock.System,
            observer: (IdxEvent) -> Unit = {},
        ): IdxFlow = open(scope, transport, clock, observer) { Engine.restore(snapshot) }

        /**
         * Turns the refresh token of [held] into fresh tokens, for the same scopes or for these fewer ones.
         * Keep what comes in place of what was held: the refresh token may be another.
         *
         * It is tried again until it is answered, or until its coroutine is canceled; [held] stays what
         * counts then.
         *
         * @throws IdxInputException where there is no refresh token.
         * @throws IdxFailedException where the server refuses: after `TOKEN_REJECTED` the user has to sign in.
         */
        public suspend fun refresh(
            config: FlowConfig,
            held: Tokens,
            scopes: List<String>? = null,
            transport: IdxTransport = defaultTransport(),
            clock: IdxClock = IdxClock.System,
        ): Tokens = tokenRequest(transport, clock) { TokenRequest.refresh(config, held, scopes) }
            ?: throw IdxInternalException("a refresh ended without tokens")

        /**
         * Has a token taken back, as on sign-out: an access token alone, or a refresh token and with it
         * the access tokens that it gave. It is tried again as [refresh] is.
         *
         * @throws IdxFailedException where the server refuses. That it does not know the token is no refusal.
         */
        public suspend fun revoke(
            config: FlowConfig,
            token: Secret,
            kind: TokenKind,
            transport: IdxTransport = defaultTransport(),
            clock: IdxClock = IdxClock.System,
        ) {
            tokenRequest(transport, clock) { TokenRequest.revoke(config, token, kind) }
        }

        internal suspend fun open(
            scope: CoroutineScope,
            transport: IdxTransport,
            clock: IdxClock,
            observer: (IdxEvent) -> Unit,
            engine: () -> Engine,
        ): IdxFlow {
            // the first call loads the native library: off the caller's thread
            val driver = withContext(Dispatchers.IO) {
                translated {
                    checkLibrary()
                    Driver(engine(), transport, clock, observer).apply { look(clock.now()) }
                }
            }
            return IdxFlow(driver, scope)
        }

        /** JNA takes a library of this name that the system finds before the one that comes with the package. */
        internal fun checkLibrary(initialize: () -> Unit = ::uniffiEnsureInitialized) = try {
            initialize()
        } catch (error: ExceptionInInitializerError) {
            // the check is in the initializer of an object
            throw IdxInternalException("the native library is not the one of this package: ${error.cause?.message}")
        }
    }
}
