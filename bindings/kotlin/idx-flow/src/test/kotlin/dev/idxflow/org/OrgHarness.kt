package dev.idxflow.org

import dev.idxflow.IdxClock
import dev.idxflow.IdxEvent
import dev.idxflow.IdxFlow
import dev.idxflow.IdxState
import dev.idxflow.IdxTransport
import dev.idxflow.JavaNetTransport
import dev.idxflow.engine.FlowConfig
import dev.idxflow.engine.Prompt
import dev.idxflow.engine.Purpose
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import kotlinx.serialization.json.Json
import java.util.concurrent.CopyOnWriteArrayList
import kotlin.time.Duration.Companion.seconds

/**
 * Runs a test with a simulated org and a flow that shows its first prompt.
 *
 * @param setup the org's setup, as JSON.
 */
fun orgTest(
    setup: String = "{}",
    makeTransport: (IdxClock) -> IdxTransport = { JavaNetTransport(clock = it) },
    configure: (FlowConfig) -> FlowConfig = { it },
    test: suspend OrgHarness.() -> Unit,
) = Org(Json.parseToJsonElement(setup)).use { org ->
    runBlocking {
        // These tests do not wait for real time. The timeout stops a test that hangs.
        withTimeout(20.seconds) {
            coroutineScope {
                val clock = ManualClock()
                val events = CopyOnWriteArrayList<IdxEvent>()
                val flow = IdxFlow.start(configure(org.config), this, null, makeTransport(clock), clock, events::add)
                flow.states.first { it is IdxState.Ask }
                OrgHarness(org, flow, clock, events).test()
                flow.close()
            }
        }
    }
}

/** A flow with a simulated org and a manual clock. */
class OrgHarness(val org: Org, val flow: IdxFlow, val clock: ManualClock, private val events: List<IdxEvent>) {
    val state: IdxState get() = flow.states.value
    val prompt: Prompt get() = checkNotNull(state.prompt) { "no prompt: $state" }

    /** The purposes of the requests that were sent, from the first. */
    val sent: List<Purpose> get() = events.filterIsInstance<IdxEvent.RequestSent>().map { it.request.purpose }

    /** Gives an answer and waits for the next prompt or the end. */
    suspend fun answer(call: suspend (Prompt) -> Unit): IdxState {
        call(prompt)
        return flow.states.first { it !is IdxState.Working }
    }
}
