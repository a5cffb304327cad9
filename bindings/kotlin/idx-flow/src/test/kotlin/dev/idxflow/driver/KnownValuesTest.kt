package dev.idxflow.driver

import dev.idxflow.IdxEvent
import dev.idxflow.IdxState
import dev.idxflow.engine.Goal
import dev.idxflow.engine.KnownValues
import dev.idxflow.engine.Purpose
import dev.idxflow.engine.RemediationName
import dev.idxflow.engine.Secret
import dev.idxflow.remediation
import dev.idxflow.scenarios.Scenario
import kotlinx.coroutines.flow.first
import org.junit.jupiter.api.Test
import kotlin.test.assertContains
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertIs
import kotlin.test.assertNotNull
import kotlin.test.assertTrue

class KnownValuesTest {
    private val known = KnownValues(Goal.SIGN_IN, Secret("ada@acme.example"), Secret("Correct-Horse-1"))

    @Test
    fun `known values are submitted before the prompt is shown, and only once`() = knownTest(known) {
        transport.next(Purpose.INTROSPECT).reply(Scenario.fixture(FlowHarness.IDENTIFY))
        val submit = transport.next(Purpose.SUBMIT)
        assertIs<IdxState.Working>(state)
        assertEquals("identify", awaitEvent<IdxEvent.AnswerSubmitted>().answer.remediation)
        val body = submit.request.body.expose()
        assertContains(body, "ada@acme.example")
        assertContains(body, "Correct-Horse-1")
        assertFalse("Correct-Horse-1" in flow.save().expose())
        submit.reply(Scenario.fixture(FlowHarness.IDENTIFY))
        val ask = assertIs<IdxState.Ask>(flow.states.first { it !is IdxState.Working })
        assertNotNull(ask.prompt.remediation(RemediationName.Identify))
        assertTrue(transport.isIdle)
    }

    @Test
    fun `a lost answer with known values is not repeated`() = knownTest(known) {
        transport.next(Purpose.INTROSPECT).reply(Scenario.fixture(FlowHarness.IDENTIFY))
        transport.next(Purpose.SUBMIT).fail()
        transport.next(Purpose.INTROSPECT).reply(Scenario.fixture(FlowHarness.IDENTIFY))
        assertNotNull(assertIs<IdxState.Ask>(flow.states.first { it !is IdxState.Working }).prompt.notice)
        assertTrue(transport.isIdle)
    }

    @Test
    fun `a prompt is shown if its known answer is refused`() {
        val weak = KnownValues(Goal.SIGN_IN, newPassword = Secret("short"))
        knownTest(weak) {
            transport.next(Purpose.INTROSPECT).reply(Scenario.fixture("enroll/password.json"))
            assertIs<IdxState.Ask>(flow.states.first { it !is IdxState.Working })
            assertTrue(transport.isIdle)
        }
    }

    @Test
    fun `a restored flow asks the user`() = knownTest(known) {
        transport.next(Purpose.INTROSPECT)
        val snapshot = flow.save()
        flow.close()
        restore(snapshot)
        transport.next(Purpose.INTROSPECT).reply(Scenario.fixture(FlowHarness.IDENTIFY))
        assertIs<IdxState.Ask>(flow.states.first { it !is IdxState.Working })
    }

    @Test
    fun `closing a flow releases its known values`() = knownTest(known) {
        assertFalse(known.uniffiIsDestroyed)
        flow.close()
        assertTrue(known.uniffiIsDestroyed)
        assertFalse("Correct-Horse-1" in "$known")
    }

    /** Starts a flow with these values. Its first request has been answered. */
    private fun knownTest(known: KnownValues, test: suspend FlowHarness.() -> Unit) = flowTest(null) {
        transport.next(Purpose.INTERACT)
        flow.close()
        start(known = known)
        transport.next(Purpose.INTERACT).reply("""{"interaction_handle": "h"}""")
        test()
    }
}
