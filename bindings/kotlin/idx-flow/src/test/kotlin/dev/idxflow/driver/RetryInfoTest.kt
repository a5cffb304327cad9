package dev.idxflow.driver

import dev.idxflow.IdxState
import dev.idxflow.IdxTransportException
import dev.idxflow.RetryInfo
import dev.idxflow.TransportProblem
import dev.idxflow.engine.Purpose
import dev.idxflow.scenarios.Scenario
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.flow.first
import org.junit.jupiter.api.Test
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertIs
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

class RetryInfoTest {
    @Test
    fun `what is tried again says what went wrong, and when it is tried`() = FlowHarness.at(null) {
        assertEquals(IdxState.Working(), state)
        wire.next(Purpose.INTERACT).reply("""{"interaction_handle": "h"}""")
        wire.next(Purpose.INTROSPECT).lose()
        val error = IdxTransportException(TransportProblem.CONNECTION)
        flow.states.first { it == IdxState.Working(retry = RetryInfo(error, 1.seconds)) }
        clock.awaitSleeper(1.seconds)
        clock.move(1.seconds)
        val introspect = wire.next(Purpose.INTROSPECT)
        assertEquals(IdxState.Working(retry = RetryInfo(error, Duration.ZERO)), state)
        introspect.reply(Scenario.fixture(FlowHarness.IDENTIFY))
        assertIs<IdxState.Ask>(flow.states.first { it !is IdxState.Working })
    }

    @Test
    fun `a server that is down is retry too`() = FlowHarness.at(null) {
        wire.next(Purpose.INTERACT).reply("", status = 503)
        val retry = retry()
        assertEquals(TransportProblem.UNAVAILABLE, retry.error.problem)
        assertEquals("the server is not available: HTTP status 503", retry.error.message)
        clock.awaitSleeper(retry.retryIn)
        clock.move(retry.retryIn)
        wire.next(Purpose.INTERACT).reply("""{"interaction_handle": "h"}""")
        wire.next(Purpose.INTROSPECT)
        flow.states.first { it == IdxState.Working() }
    }

    @Test
    fun `whatever a transport throws is an exchange that did not complete, and its text stays behind`() {
        val text = "token=canary"
        val all = listOf(
            IllegalStateException(text), CancellationException(text), NoClassDefFoundError(text), NotImplementedError(text),
        )
        for (thrown in all) {
            FlowHarness.at(null) {
                wire.next(Purpose.INTERACT).throws(thrown)
                val error = retry().error
                assertEquals(TransportProblem.OTHER, error.problem)
                assertFalse("canary" in "$error ${error.message}")
            }
        }
    }

    @Test
    fun `an answer whose reply is lost is not sent again, the server is asked instead`() = FlowHarness.at(FlowHarness.IDENTIFY) {
        val prompt = state.prompt
        flow.identify("ada@acme.example")
        wire.next(Purpose.SUBMIT).lose()
        wire.next(Purpose.INTROSPECT)
        val error = IdxTransportException(TransportProblem.CONNECTION)
        assertEquals(IdxState.Working(prompt, RetryInfo(error, Duration.ZERO)), state)
    }

    private suspend fun FlowHarness.retry(): RetryInfo {
        val working = flow.states.first { it is IdxState.Working && it.retry != null }
        return checkNotNull((working as IdxState.Working).retry)
    }
}
