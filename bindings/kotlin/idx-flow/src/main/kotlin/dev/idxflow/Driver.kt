package dev.idxflow

import dev.idxflow.engine.Action
import dev.idxflow.engine.Answer
import dev.idxflow.engine.Engine
import dev.idxflow.engine.Failure
import dev.idxflow.engine.FailureDetail
import dev.idxflow.engine.FailureKind
import dev.idxflow.engine.FlowException
import dev.idxflow.engine.KnownValues
import dev.idxflow.engine.Secret
import dev.idxflow.engine.TransportRequest
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.launch
import kotlinx.coroutines.selects.select
import kotlinx.coroutines.withContext
import java.time.Duration
import java.time.Instant
import kotlin.time.toKotlinDuration

/**
 * Carries out the engine's actions: sends requests, waits, and publishes states.
 *
 * Every change to the flow runs on [dispatcher], which has a parallelism of 1.
 */
internal class Driver(
    val engine: Engine,
    private val transport: IdxTransport,
    val clock: IdxClock,
    private val observer: (IdxEvent) -> Unit,
    private val known: KnownValues? = null,
) : AutoCloseable {
    val dispatcher = Dispatchers.Default.limitedParallelism(1, "idx-flow")
    val states = MutableStateFlow<IdxState>(IdxState.Working())

    /** Completes when the flow has ended, failed, or been closed. */
    val finished = CompletableDeferred<Unit>()

    private val stateMapper = StateMapper(engine)
    private val wakeUps = Channel<Unit>(Channel.CONFLATED)

    /** The number of changes made by the app. A change may make the request in flight obsolete. */
    private var changeCount = 0
    private var lastRequestId: Long? = null
    private var hasInternalError = false

    /** Runs the flow until it ends. */
    suspend fun run() {
        try {
            coroutineScope { runLoop() }
        } catch (error: CancellationException) {
            throw error
        } catch (error: Exception) {
            // A call to an engine that was just closed throws. That is not an error.
            if (!engine.uniffiIsDestroyed) failInternally(error)
        } finally {
            finished.complete(Unit)
        }
    }

    /**
     * Submits an answer. Returns when the engine has accepted it.
     *
     * @param promptVersion the version of the prompt that the user has answered; null for the current prompt.
     */
    suspend fun submit(promptVersion: Long?, makeAnswer: Engine.() -> Answer): Unit = applyChange(InputKind.ANSWER) {
        // The engine makes answers for its current prompt only.
        val current = states.value.prompt
        if (promptVersion != null && current != null && promptVersion != current.version) {
            throw IdxAnswerException.stalePrompt()
        }
        val answer = engine.makeAnswer()
        submit(answer.copy(promptVersion = promptVersion ?: answer.promptVersion))
    }

    /** Handles the URL that a browser or another app returned. */
    suspend fun handleRedirect(url: Secret): Unit = applyChange(InputKind.REDIRECT) {
        try {
            engine.handleRedirect(url, clock.now())
        } catch (error: Exception) {
            notifyObserver(IdxEvent.RedirectReceived(accepted = false))
            throw error
        }
        notifyObserver(IdxEvent.RedirectReceived(accepted = true))
    }

    /** Handles the return from a browser or another app without a result. */
    suspend fun cancelRedirect(): Unit = applyChange(InputKind.REDIRECT) {
        engine.cancelRedirect(clock.now())
        notifyObserver(IdxEvent.RedirectCanceled)
    }

    /** Makes the loop ask the engine for the next action now. */
    fun wake() {
        wakeUps.trySend(Unit)
    }

    /**
     * Returns the engine's next action, and publishes the state that belongs to it. A prompt that the known
     * values answer is not published.
     */
    fun update(now: Instant): Action {
        var action = engine.nextAction(now)
        if (action is Action.Ask && submitKnownValues()) action = engine.nextAction(now)
        states.value = stateMapper.map(action, states.value, now)
        return action
    }

    /** Releases the engine and the known values. */
    override fun close() {
        engine.close()
        known?.close()
    }

    private fun submit(answer: Answer) {
        engine.submit(answer, clock.now())
        notifyObserver(IdxEvent.AnswerSubmitted(answer))
    }

    /** Returns false if the user has to answer. */
    private fun submitKnownValues(): Boolean {
        val answer = known?.let(engine::answerKnown) ?: return false
        return try {
            submit(answer)
            true
        } catch (_: FlowException.Answer) {
            false
        }
    }

    private suspend fun CoroutineScope.runLoop() {
        var now = clock.now()
        while (!hasInternalError) {
            val action = update(now)
            if (action is Action.Send) {
                now = send(action.request)
                continue
            }
            val state = states.value
            if (state !is IdxState.Working) notifyObserver(IdxEvent.StateChanged(state))
            if (state.isFinal) return
            now = pause(action.wait)
        }
    }

    /** Sends a request, unless a change by the app makes it obsolete. Returns the time of completion. */
    private suspend fun CoroutineScope.send(request: TransportRequest): Instant {
        check(request.id != lastRequestId) { "request ${request.id} would be sent twice" }
        lastRequestId = request.id
        notifyObserver(IdxEvent.RequestSent(request))
        var seenChanges = changeCount
        val exchange = async(Dispatchers.IO) { transport.execute(request) }
        while (true) {
            val result = select {
                exchange.onAwait { it }
                wakeUps.onReceive { null }
            }
            // Checked even if the request has completed: the result of an obsolete request is dropped.
            if (changeCount != seenChanges && (hasInternalError || !isStillWanted(request))) {
                exchange.cancel()
                // The engine ignores the failure if it has moved on to a new request ID. If the ID is
                // still current (the clock was set back), the engine uses a new ID for the next request.
                return clock.now().also { if (!hasInternalError) engine.handleFailure(request.id, it) }
            }
            if (result != null) return deliver(request, result)
            seenChanges = changeCount
        }
    }

    /** Whether the engine still waits for this request. Not every change makes it obsolete. */
    private fun isStillWanted(request: TransportRequest): Boolean =
        (engine.nextAction(clock.now()) as? Action.Send)?.request?.id == request.id

    private fun deliver(request: TransportRequest, result: ExchangeResult): Instant {
        val now = clock.now()
        when (result) {
            is ExchangeResult.Received -> {
                val response = result.response
                notifyObserver(IdxEvent.ResponseReceived(request, response.status, response.oktaRequestId))
                engine.handleResponse(request.id, result.response, now)
            }
            is ExchangeResult.Failed -> {
                notifyObserver(IdxEvent.RequestFailed(request, result.error))
                engine.handleFailure(request.id, now)
            }
        }
        stateMapper.onExchangeCompleted(result)
        return now
    }

    /** Waits for this duration or for [wake], whichever comes first. Returns the time after that. */
    private suspend fun CoroutineScope.pause(duration: Duration?): Instant {
        val timer = duration?.let { launch { clock.sleep(it.toKotlinDuration()) } }
        select {
            timer?.onJoin {}
            wakeUps.onReceive {}
        }
        timer?.cancelAndJoin()
        return clock.now()
    }

    private suspend fun applyChange(input: InputKind, change: () -> Unit) = withContext(dispatcher) {
        if (hasInternalError) throw input.notExpected("the flow has ended")
        try {
            translatingErrors(input) {
                change()
                changeCount++
                update(clock.now())
            }
            wake()
        } catch (error: IdxInternalException) {
            if (!engine.uniffiIsDestroyed) failInternally(error)
            throw error
        }
    }

    /** Ends the flow, but not the app, after an error in the engine or this library. */
    private fun failInternally(error: Exception) {
        hasInternalError = true
        changeCount++
        wake()
        val text = (error as? IdxInternalException ?: IdxInternalException.of(error)).message
        val failure = Failure(FailureKind.INTERNAL, FailureDetail.None, null, emptyList(), false, null, text)
        states.value = IdxState.Failed(failure)
        notifyObserver(IdxEvent.StateChanged(states.value))
    }

    /** Calls the observer. Its exceptions are ignored, so that they cannot break a sign-in. */
    private fun notifyObserver(event: IdxEvent) {
        runCatching { observer(event) }
    }
}

private val Action.wait: Duration?
    get() = when (this) {
        is Action.Ask -> wait
        is Action.ShowQr -> wait
        is Action.Wait -> duration
        else -> null
    }
