package dev.idxflow.driver

import dev.idxflow.IdxEvent
import dev.idxflow.IdxState
import dev.idxflow.engine.Channel
import dev.idxflow.engine.Purpose
import dev.idxflow.engine.RemediationName
import dev.idxflow.scenarios.Scenario
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Test
import kotlin.test.assertEquals
import kotlin.test.assertIs
import kotlin.test.assertNotEquals
import kotlin.test.assertSame
import kotlin.test.assertTrue
import kotlin.time.Duration.Companion.seconds

class PollingTest {
    @Test
    fun `a poll that returns the same prompt does not change the state`() = flowTest(FlowHarness.QR) {
        val before = assertIs<IdxState.ShowQr>(state)
        val poll = nextPoll()
        assertSame(before, state)
        awaitEvent<IdxEvent.RequestSent>()
        poll.reply(Scenario.fixture(FlowHarness.QR))
        awaitEvent<IdxEvent.ResponseReceived>()
        awaitEvent<IdxEvent.StateChanged>()
        assertSame(before, state)
    }

    @Test
    fun `a poll that returns another prompt changes the state`() = flowTest(FlowHarness.QR) {
        val before = assertIs<IdxState.ShowQr>(state)
        nextPoll().reply(Scenario.fixture(FlowHarness.ROTATED_QR))
        val next = assertIs<IdxState.ShowQr>(flow.states.first { it != before })
        assertEquals(before.prompt.version + 1, next.prompt.version)
    }

    @Test
    fun `an answer cancels the poll in flight`() = flowTest(FlowHarness.QR) {
        val poll = nextPoll()
        flow.selectChannel(Channel.Email, prompt)
        assertIs<IdxState.Working>(state)
        poll.ended.await()
        transport.next(Purpose.SUBMIT).reply(Scenario.fixture("okta-verify/enroll-email-sent.json"))
        assertIs<IdxState.Waiting>(flow.states.first { it !is IdxState.Working })
    }

    @Test
    fun `an answer does not wait for a transport that ignores cancellation, and the late reply is dropped`() {
        flowTest(FlowHarness.QR, FakeTransport(ignoresCancellation = true)) {
            val poll = nextPoll()
            flow.selectChannel(Channel.Email, prompt)
            transport.next(Purpose.SUBMIT).reply(Scenario.fixture("okta-verify/enroll-email-sent.json"))
            val before = flow.states.first { it is IdxState.Waiting }
            poll.reply(Scenario.fixture(FlowHarness.ROTATED_QR))
            poll.ended.await()
            clock.awaitSleeper(FlowHarness.POLL_INTERVAL)
            assertSame(before, state)
        }
    }

    @Test
    fun `cancelRedirect without a redirect does not cancel the poll in flight`() = flowTest(FlowHarness.QR) {
        val before = state
        val poll = nextPoll()
        flow.cancelRedirect()
        assertSame(before, state)
        poll.reply(Scenario.fixture(FlowHarness.ROTATED_QR))
        flow.states.first { it is IdxState.ShowQr && it != before }
        clock.awaitSleeper(FlowHarness.POLL_INTERVAL)
        assertTrue(transport.isIdle)
    }

    @Test
    fun `cancelRedirect returns to a polled prompt, also while its poll is in flight`() = flowTest(null) {
        val idp = """{"name": "redirect-idp", "href": "https://id.acme.example/sso/idps/0oa1"}, """
        val fixture = Scenario.fixture(FlowHarness.QR)
        val response = StringBuilder(fixture).insert(fixture.indexOf('[', fixture.indexOf("\"remediation\"")) + 1, idp).toString()
        transport.next(Purpose.INTERACT).reply("""{"interaction_handle": "h"}""")
        transport.next(Purpose.INTROSPECT).reply(response)
        val before = assertIs<IdxState.ShowQr>(flow.states.first { it is IdxState.ShowQr })
        flow.proceed(RemediationName.RedirectIdp, prompt)
        assertIs<IdxState.Redirect>(state)
        clock.advanceWithoutWaking(60.seconds)
        flow.cancelRedirect()
        assertEquals(before, state)
        transport.next(Purpose.POLL)
        assertEquals(before, state)
    }

    @Test
    fun `a poll that fails while an answer is submitted is not reported as an error of the answer`() = flowTest(FlowHarness.QR) {
        val before = state.prompt
        val poll = nextPoll()
        onEvent = { event ->
            // Runs on the flow's dispatcher, while the driver waits for the poll.
            if (event is IdxEvent.AnswerSubmitted) {
                val delivered = CompletableDeferred<Unit>()
                // This handler runs after the driver's own, which was registered first.
                poll.job.invokeOnCompletion { delivered.complete(Unit) }
                poll.fail()
                runBlocking { delivered.await() }
            }
        }
        flow.selectChannel(Channel.Email, prompt)
        transport.next(Purpose.SUBMIT)
        assertEquals(IdxState.Working(before), state)
    }

    @Test
    fun `polling continues after network errors`() = flowTest(FlowHarness.QR) {
        val before = state
        repeat(3) {
            nextPoll().fail()
            awaitEvent<IdxEvent.RequestFailed>()
            awaitEvent<IdxEvent.StateChanged>()
            assertSame(before, state)
        }
        nextPoll().reply(Scenario.fixture(FlowHarness.ROTATED_QR))
        flow.states.first { it != before }
    }

    @Test
    fun `resume polls immediately if a poll is due, and only once`() = flowTest(FlowHarness.QR) {
        clock.awaitSleeper(FlowHarness.POLL_INTERVAL)
        clock.advanceWithoutWaking(60.seconds)
        flow.resume()
        val poll = transport.next(Purpose.POLL)
        repeat(3) { flow.resume() }
        poll.reply(Scenario.fixture(FlowHarness.QR))
        awaitEvent<IdxEvent.ResponseReceived>()
        repeat(3) { flow.resume() }
        clock.awaitSleeper(FlowHarness.POLL_INTERVAL)
        assertTrue(transport.isIdle)
    }

    @Test
    fun `a clock that is set back during a poll does not reuse its request id`() = flowTest(FlowHarness.QR) {
        clock.awaitSleeper(FlowHarness.POLL_INTERVAL)
        clock.advance(FlowHarness.POLL_INTERVAL)
        val canceled = transport.next(Purpose.POLL)
        clock.advance((-2).seconds)
        flow.cancelRedirect()
        clock.awaitSleeper(FlowHarness.POLL_INTERVAL)
        clock.advance(FlowHarness.POLL_INTERVAL)
        assertNotEquals(canceled.request.id, transport.next(Purpose.POLL).request.id)
        assertIs<IdxState.ShowQr>(state)
    }

    @Test
    fun `resume changes nothing if no poll is due`() = flowTest(FlowHarness.QR) {
        val before = state
        clock.awaitSleeper(FlowHarness.POLL_INTERVAL)
        clock.advanceWithoutWaking(1.seconds)
        flow.resume()
        clock.awaitSleeper(3.seconds)
        assertSame(before, state)
        assertTrue(transport.isIdle)
    }

    @Test
    fun `a poll after a 429 response waits for the rate limit`() = flowTest(FlowHarness.QR) {
        val before = state
        nextPoll().reply("", status = 429)
        val rateLimited = assertIs<IdxState.ShowQr>(flow.states.first { it != before })
        assertEquals(60.seconds, rateLimited.pollIn)
        assertSame(before.prompt, rateLimited.prompt)
        clock.awaitSleeper(60.seconds)
        clock.advance(60.seconds)
        transport.next(Purpose.POLL).reply(Scenario.fixture(FlowHarness.QR))
        flow.states.first { it == before }
    }
}
