package dev.idxflow.driver

import dev.idxflow.Driver
import dev.idxflow.IdxEvent
import dev.idxflow.IdxFlow
import dev.idxflow.IdxState
import dev.idxflow.InputKind
import dev.idxflow.engine.Engine
import dev.idxflow.engine.FlowConfig
import dev.idxflow.engine.KnownValues
import dev.idxflow.engine.Prompt
import dev.idxflow.engine.Purpose
import dev.idxflow.engine.Snapshot
import dev.idxflow.org.ManualClock
import dev.idxflow.scenarios.Scenario
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import kotlin.time.Duration.Companion.seconds

/**
 * Runs a test with a flow that shows the prompt in this fixture. If [fixture] is null, the flow has only
 * sent its first request. The flow is closed when the test ends.
 */
fun flowTest(
    fixture: String?,
    transport: FakeTransport = FakeTransport(),
    test: suspend FlowHarness.() -> Unit,
) = runBlocking {
    // These tests do not wait for real time. The timeout stops a test that hangs.
    withTimeout(20.seconds) {
        coroutineScope {
            val harness = FlowHarness(this, transport)
            if (fixture == null) harness.start() else harness.startAt(fixture)
            harness.test()
            harness.flow.close()
        }
    }
}

/** A flow with a fake transport and a manual clock. */
class FlowHarness(private val scope: CoroutineScope, val transport: FakeTransport = FakeTransport()) {
    val clock = ManualClock()
    val events = Channel<IdxEvent>(Channel.UNLIMITED)
    lateinit var flow: IdxFlow
        private set

    val state: IdxState get() = flow.states.value
    val prompt: Prompt get() = checkNotNull(state.prompt) { "no prompt: $state" }

    /** Called for every event, on the flow's dispatcher. */
    @Volatile
    var onEvent: (IdxEvent) -> Unit = {}

    suspend fun start(config: FlowConfig = CONFIG, known: KnownValues? = null) {
        flow = IdxFlow.start(config, scope, known, transport, clock, ::observe)
    }

    suspend fun restore(snapshot: Snapshot) {
        flow = IdxFlow.restore(snapshot, scope, transport, clock, ::observe)
    }

    suspend fun start(engine: Engine) {
        flow = IdxFlow.create(scope, InputKind.CONFIG) { Driver(engine, transport, clock, ::observe) }
    }

    /** Starts a flow and replies to its first requests until it shows the prompt in this fixture. */
    suspend fun startAt(fixture: String, config: FlowConfig = CONFIG) {
        start(config)
        transport.next(Purpose.INTERACT).reply("""{"interaction_handle": "h"}""")
        transport.next(Purpose.INTROSPECT).reply(Scenario.fixture(fixture))
        flow.states.first { it !is IdxState.Working }
    }

    /** Advances the clock to the next poll, and returns that poll. */
    suspend fun nextPoll(): FakeExchange {
        clock.awaitSleeper(POLL_INTERVAL)
        clock.advance(POLL_INTERVAL)
        return transport.next(Purpose.POLL)
    }

    /** Waits for the next event of this type. Skips other events. */
    suspend inline fun <reified E : IdxEvent> awaitEvent(): E {
        while (true) (events.receive() as? E)?.let { return it }
    }

    private fun observe(event: IdxEvent) {
        onEvent(event)
        events.trySend(event)
    }

    companion object {
        val CONFIG = FlowConfig("https://id.acme.example/oauth2/default", "client", "app:/callback")
        val POLL_INTERVAL = 4.seconds

        const val QR = "okta-verify/enroll-qr.json"
        const val ROTATED_QR = "okta-verify/enroll-qr-rotated.json"
        const val IDENTIFY = "prompts/identify-with-password.json"
    }
}
