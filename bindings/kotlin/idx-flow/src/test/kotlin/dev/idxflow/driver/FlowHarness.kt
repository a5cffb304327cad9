package dev.idxflow.driver

import dev.idxflow.IdxEvent
import dev.idxflow.IdxFlow
import dev.idxflow.IdxState
import dev.idxflow.engine.Engine
import dev.idxflow.engine.FlowConfig
import dev.idxflow.engine.Purpose
import dev.idxflow.engine.Snapshot
import dev.idxflow.scenarios.Scenario
import dev.idxflow.org.ManualClock
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import kotlin.time.Duration.Companion.seconds

/** A flow with the network, the clock and the events in the test's hands. */
class FlowHarness(private val scope: CoroutineScope, val wire: FakeTransport = FakeTransport()) {
    val clock = ManualClock()
    val events = Channel<IdxEvent>(Channel.UNLIMITED)
    lateinit var flow: IdxFlow
        private set

    val state: IdxState get() = flow.states.value

    /** Done on the flow's own thread at every event. */
    @Volatile
    var onEvent: (IdxEvent) -> Unit = {}

    suspend fun start() {
        flow = IdxFlow.start(CONFIG, scope, wire, clock, ::tell)
    }

    suspend fun restore(snapshot: Snapshot) {
        flow = IdxFlow.restore(snapshot, scope, wire, clock, ::tell)
    }

    suspend fun start(engine: Engine) {
        flow = IdxFlow.open(scope, wire, clock, ::tell) { engine }
    }

    private fun tell(event: IdxEvent) {
        onEvent(event)
        events.trySend(event)
    }

    /** Up to this first prompt. */
    suspend fun startAt(prompt: String) {
        start()
        wire.next(Purpose.INTERACT).reply("""{"interaction_handle": "h"}""")
        wire.next(Purpose.INTROSPECT).reply(Scenario.fixture(prompt))
        flow.states.first { it !is IdxState.Working }
    }

    /** Lets the time pass until the poll, which is out then. */
    suspend fun poll(): Exchange {
        clock.awaitSleeper(INTERVAL)
        clock.move(INTERVAL)
        return wire.next(Purpose.POLL)
    }

    /** Returns when such a thing has happened. */
    suspend inline fun <reified E : IdxEvent> await(): E {
        while (true) (events.receive() as? E)?.let { return it }
    }

    companion object {
        val CONFIG = FlowConfig("https://id.acme.example/oauth2/default", "client", "app:/callback")
        val INTERVAL = 4.seconds

        const val QR = "okta-verify/enroll-qr.json"
        const val ROTATED = "okta-verify/enroll-qr-rotated.json"
        const val IDENTIFY = "prompts/identify-with-password.json"

        /** The test ends when the flow has: closed, where it did not end by itself. */
        fun at(prompt: String?, wire: FakeTransport = FakeTransport(), test: suspend FlowHarness.() -> Unit) = runBlocking {
            // nothing waits in these tests: what takes so long hangs
            withTimeout(20.seconds) {
                coroutineScope {
                    val harness = FlowHarness(this, wire)
                    if (prompt == null) harness.start() else harness.startAt(prompt)
                    harness.test()
                    harness.flow.close()
                }
            }
        }
    }
}
