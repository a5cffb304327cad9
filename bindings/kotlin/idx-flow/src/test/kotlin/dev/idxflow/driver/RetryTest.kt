package dev.idxflow.driver

import dev.idxflow.IdxState
import dev.idxflow.IdxTransportException
import dev.idxflow.RetryInfo
import dev.idxflow.TransportProblem
import dev.idxflow.engine.Purpose
import dev.idxflow.engine.Secret
import dev.idxflow.scenarios.Scenario
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.flow.first
import org.junit.jupiter.api.Test
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertIs
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

class RetryTest {
    @Test
    fun `the state of a retry has the error and the time until the retry`() = flowTest(null) {
        assertEquals(IdxState.Working(), state)
        transport.next(Purpose.INTERACT).reply("""{"interaction_handle": "h"}""")
        transport.next(Purpose.INTROSPECT).fail()
        val error = IdxTransportException(TransportProblem.CONNECTION)
        flow.states.first { it == IdxState.Working(retry = RetryInfo(error, 1.seconds)) }
        clock.awaitSleeper(1.seconds)
        clock.advance(1.seconds)
        val introspect = transport.next(Purpose.INTROSPECT)
        assertEquals(IdxState.Working(retry = RetryInfo(error, Duration.ZERO)), state)
        introspect.reply(Scenario.fixture(FlowHarness.IDENTIFY))
        assertIs<IdxState.Ask>(flow.states.first { it !is IdxState.Working })
    }

    @Test
    fun `a request is retried after a 5xx response`() = flowTest(null) {
        transport.next(Purpose.INTERACT).reply("", status = 503)
        val retry = retry()
        assertEquals(TransportProblem.UNAVAILABLE, retry.error.problem)
        assertEquals("the server is not available: HTTP status 503", retry.error.message)
        clock.awaitSleeper(retry.retryIn)
        clock.advance(retry.retryIn)
        transport.next(Purpose.INTERACT).reply("""{"interaction_handle": "h"}""")
        transport.next(Purpose.INTROSPECT)
        flow.states.first { it == IdxState.Working() }
    }

    @Test
    fun `any exception of a transport fails the request, and its message is not exposed`() {
        val text = "token=canary"
        val exceptions = listOf(
            IllegalStateException(text), CancellationException(text), NoClassDefFoundError(text), NotImplementedError(text),
        )
        for (exception in exceptions) {
            flowTest(null) {
                transport.next(Purpose.INTERACT).failWith(exception)
                val error = retry().error
                assertEquals(TransportProblem.OTHER, error.problem)
                assertFalse("canary" in "$error ${error.message}")
            }
        }
    }

    @Test
    fun `the flow asks the server instead of repeating a submission without a response`() = flowTest(FlowHarness.IDENTIFY) {
        val prompt = state.prompt
        flow.identify("ada@acme.example", Secret("Correct-Horse-1"))
        transport.next(Purpose.SUBMIT).fail()
        transport.next(Purpose.INTROSPECT)
        val error = IdxTransportException(TransportProblem.CONNECTION)
        assertEquals(IdxState.Working(prompt, RetryInfo(error, Duration.ZERO)), state)
    }

    private suspend fun FlowHarness.retry(): RetryInfo {
        val working = flow.states.first { it is IdxState.Working && it.retry != null }
        return checkNotNull((working as IdxState.Working).retry)
    }
}
