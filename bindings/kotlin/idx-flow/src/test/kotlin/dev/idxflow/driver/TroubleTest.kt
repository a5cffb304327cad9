package dev.idxflow.driver

import dev.idxflow.IdxState
import dev.idxflow.IdxTransportException
import dev.idxflow.Trouble
import dev.idxflow.TransportProblem
import dev.idxflow.engine.Purpose
import dev.idxflow.journeys.Journey
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.flow.first
import org.junit.jupiter.api.Test
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertIs
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

class TroubleTest {
    @Test
    fun `what is tried again says what went wrong, and when it is tried`() = Desk.at(null) {
        assertEquals(IdxState.Working(), state)
        wire.next(Purpose.INTERACT).reply("""{"interaction_handle": "h"}""")
        wire.next(Purpose.INTROSPECT).lose()
        val error = IdxTransportException(TransportProblem.CONNECTION)
        flow.states.first { it == IdxState.Working(trouble = Trouble(error, 1.seconds)) }
        clock.awaitSleeper(1.seconds)
        clock.move(1.seconds)
        val introspect = wire.next(Purpose.INTROSPECT)
        assertEquals(IdxState.Working(trouble = Trouble(error, Duration.ZERO)), state)
        introspect.reply(Journey.fixture(Desk.IDENTIFY))
        assertIs<IdxState.Ask>(flow.states.first { it !is IdxState.Working })
    }

    @Test
    fun `a server that is down is trouble too`() = Desk.at(null) {
        wire.next(Purpose.INTERACT).reply("", status = 503)
        val trouble = trouble()
        assertEquals(TransportProblem.UNAVAILABLE, trouble.error.problem)
        assertEquals("the server is not available: HTTP status 503", trouble.error.message)
        clock.awaitSleeper(trouble.retryIn)
        clock.move(trouble.retryIn)
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
            Desk.at(null) {
                wire.next(Purpose.INTERACT).throws(thrown)
                val error = trouble().error
                assertEquals(TransportProblem.OTHER, error.problem)
                assertFalse("canary" in "$error ${error.message}")
            }
        }
    }

    @Test
    fun `an answer whose reply is lost is not sent again, the server is asked instead`() = Desk.at(Desk.IDENTIFY) {
        val page = state.page
        flow.identify("ada@acme.example")
        wire.next(Purpose.SUBMIT).lose()
        wire.next(Purpose.INTROSPECT)
        val error = IdxTransportException(TransportProblem.CONNECTION)
        assertEquals(IdxState.Working(page, Trouble(error, Duration.ZERO)), state)
    }

    private suspend fun Desk.trouble(): Trouble {
        val working = flow.states.first { it is IdxState.Working && it.trouble != null }
        return checkNotNull((working as IdxState.Working).trouble)
    }
}
