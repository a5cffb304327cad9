package dev.idxflow

import dev.idxflow.engine.Action
import dev.idxflow.engine.Answer
import dev.idxflow.engine.Engine
import dev.idxflow.engine.Failure
import dev.idxflow.engine.FailureKind
import dev.idxflow.engine.TransportRequest
import dev.idxflow.engine.InputProblem
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
 * Does what the engine says: sends, waits, shows. Whatever changes the flow runs on [dispatcher], one
 * thing at a time.
 */
internal class Driver(
    val engine: Engine,
    private val transport: IdxTransport,
    val clock: IdxClock,
    private val observer: (IdxEvent) -> Unit,
) {
    val dispatcher = Dispatchers.Default.limitedParallelism(1, "idx-flow")
    val states = MutableStateFlow<IdxState>(IdxState.Working())

    /** Complete when nothing more will happen. */
    val ended = CompletableDeferred<Unit>()

    private val screen = Screen(engine)
    private val wakeUps = Channel<Unit>(Channel.CONFLATED)

    /** Counts what the user did to the flow: an exchange that was out before may be overtaken. */
    private var changes = 0
    private var sent: Long? = null
    private var isBroken = false

    /** To the end of the flow. */
    suspend fun run() {
        try {
            coroutineScope { drive() }
        } catch (error: CancellationException) {
            throw error
        } catch (error: Exception) {
            // closed in the middle of a step: no fault
            if (!engine.uniffiIsDestroyed) breakDown(error)
        } finally {
            ended.complete(Unit)
        }
    }

    /** Takes in an answer; it is on its way then. */
    suspend fun answer(make: Engine.() -> Answer): Unit = change {
        val answer = engine.make()
        engine.submit(answer)
        tell(IdxEvent.AnswerSubmitted(answer))
    }

    /** Takes in a return from a browser or an app. */
    suspend fun comeBack(change: Engine.() -> Unit): Unit = change {
        try {
            engine.change()
        } catch (error: Exception) {
            tell(IdxEvent.RedirectReceived(accepted = false))
            throw error
        }
        tell(IdxEvent.RedirectReceived(accepted = true))
    }

    /** Makes the driver look at the clock. */
    fun wake() {
        wakeUps.trySend(Unit)
    }

    /** What to do at this time; the state follows. */
    fun look(now: Instant): Action {
        val action = engine.nextAction(now)
        states.value = screen.show(action, states.value, now)
        return action
    }

    private suspend fun CoroutineScope.drive() {
        var now = clock.now()
        while (!isBroken) {
            val action = look(now)
            if (action is Action.Send) {
                now = exchange(action.request)
                continue
            }
            val state = states.value
            if (state !is IdxState.Working) tell(IdxEvent.StateChanged(state))
            if (state.isFinal) return
            // that the server has forgotten the conversation is to show by itself
            now = pause(listOfNotNull(action.wait, engine.expiresIn(now)).minOrNull())
        }
    }

    /** Carries out an exchange, unless an answer overtakes it. Returns when that was. */
    private suspend fun CoroutineScope.exchange(request: TransportRequest): Instant {
        check(request.id != sent) { "a request would go out twice" }
        sent = request.id
        tell(IdxEvent.RequestSent(request))
        var seen = changes
        val exchange = async(Dispatchers.IO) { transport.carryOut(request) }
        while (true) {
            val outcome = select {
                exchange.onAwait { it }
                wakeUps.onReceive { null }
            }
            // also where both happened at once: what comes back from an overtaken exchange is dropped
            if (changes != seen && (isBroken || !isWanted(request))) {
                exchange.cancel()
                // of another id nothing changes; of the same, by a clock that was set back, the next has its own
                return clock.now().also { if (!isBroken) engine.handleFailure(request.id, it) }
            }
            if (outcome != null) return handBack(request, outcome)
            seen = changes
        }
    }

    /** Whether the engine still waits for this exchange: not all that a user does overtakes it. */
    private fun isWanted(request: TransportRequest): Boolean =
        (engine.nextAction(clock.now()) as? Action.Send)?.request?.id == request.id

    private fun handBack(request: TransportRequest, outcome: Outcome): Instant {
        val now = clock.now()
        when (outcome) {
            is Outcome.Reply -> {
                tell(IdxEvent.ResponseReceived(request, outcome.response.status))
                engine.handleResponse(request.id, outcome.response, now)
            }
            is Outcome.Lost -> {
                tell(IdxEvent.RequestFailed(request, outcome.error))
                engine.handleFailure(request.id, now)
            }
        }
        screen.note(outcome)
        return now
    }

    /** Waits for this long or for a wake, and returns when that was. */
    private suspend fun CoroutineScope.pause(duration: Duration?): Instant {
        val timer = duration?.let { launch { clock.sleep(it.toKotlinDuration()) } }
        select {
            timer?.onJoin {}
            wakeUps.onReceive {}
        }
        timer?.cancelAndJoin()
        return clock.now()
    }

    private suspend fun change(change: () -> Unit) = withContext(dispatcher) {
        if (isBroken) throw IdxInputException(InputProblem.NOT_EXPECTED, null, "the flow has ended")
        try {
            translated {
                change()
                changes++
                look(clock.now())
            }
            wake()
        } catch (error: IdxInternalException) {
            if (!engine.uniffiIsDestroyed) breakDown(error)
            throw error
        }
    }

    /** The engine is not to be trusted any more: that ends the flow, and not the app. */
    private fun breakDown(error: Exception) {
        isBroken = true
        changes++
        wake()
        val text = (error as? IdxInternalException ?: IdxInternalException.of(error)).message
        states.value = IdxState.Failed(Failure(FailureKind.INTERNAL, null, null, emptyList(), false, text))
        tell(IdxEvent.StateChanged(states.value))
    }

    /** An observer that throws does no harm to a sign-in. */
    private fun tell(event: IdxEvent) {
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
