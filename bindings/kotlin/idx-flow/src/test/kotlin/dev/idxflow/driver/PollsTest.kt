package dev.idxflow.driver

import dev.idxflow.IdxEvent
import dev.idxflow.IdxState
import dev.idxflow.engine.Channel
import dev.idxflow.engine.Purpose
import dev.idxflow.engine.RemediationName
import dev.idxflow.scenarios.Scenario
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Test
import kotlin.test.assertEquals
import kotlin.test.assertIs
import kotlin.test.assertNotEquals
import kotlin.test.assertSame
import kotlin.test.assertTrue
import kotlin.time.Duration.Companion.seconds

class PollsTest {
    @Test
    fun `a poll that is out or brings the same prompt leaves the state as it is`() = FlowHarness.at(FlowHarness.QR) {
        val shown = assertIs<IdxState.ShowQr>(state)
        val poll = poll()
        assertSame(shown, state)
        await<IdxEvent.RequestSent>()
        poll.reply(Scenario.fixture(FlowHarness.QR))
        await<IdxEvent.ResponseReceived>()
        await<IdxEvent.StateChanged>()
        assertSame(shown, state)
    }

    @Test
    fun `a poll that brings another prompt shows it`() = FlowHarness.at(FlowHarness.QR) {
        val shown = assertIs<IdxState.ShowQr>(state)
        poll().reply(Scenario.fixture(FlowHarness.ROTATED))
        val next = assertIs<IdxState.ShowQr>(flow.states.first { it != shown })
        assertEquals(shown.prompt.version + 1, next.prompt.version)
    }

    @Test
    fun `an answer overtakes the poll that is in flight`() = FlowHarness.at(FlowHarness.QR) {
        val poll = poll()
        flow.selectChannel(Channel.Email)
        assertIs<IdxState.Working>(state)
        poll.ended.await()
        wire.next(Purpose.SUBMIT).reply(Scenario.fixture("okta-verify/enroll-email-sent.json"))
        assertIs<IdxState.Waiting>(flow.states.first { it !is IdxState.Working })
    }

    @Test
    fun `an answer does not wait for a transport that heeds no cancellation, and its late reply changes nothing`() {
        FlowHarness.at(FlowHarness.QR, FakeTransport(isStubborn = true)) {
            val poll = poll()
            flow.selectChannel(Channel.Email)
            wire.next(Purpose.SUBMIT).reply(Scenario.fixture("okta-verify/enroll-email-sent.json"))
            val shown = flow.states.first { it is IdxState.Waiting }
            poll.reply(Scenario.fixture(FlowHarness.ROTATED))
            poll.ended.await()
            clock.awaitSleeper(FlowHarness.INTERVAL)
            assertSame(shown, state)
        }
    }

    @Test
    fun `a return without anything leaves the poll that is in flight alone`() = FlowHarness.at(FlowHarness.QR) {
        val shown = state
        val poll = poll()
        flow.cancelRedirect()
        assertSame(shown, state)
        poll.reply(Scenario.fixture(FlowHarness.ROTATED))
        flow.states.first { it is IdxState.ShowQr && it != shown }
        clock.awaitSleeper(FlowHarness.INTERVAL)
        assertTrue(wire.isIdle)
    }

    @Test
    fun `a browser that was closed gives a polled prompt back, also while its poll is out`() = FlowHarness.at(null) {
        val idp = """{"name": "redirect-idp", "href": "https://id.acme.example/sso/idps/0oa1"}, """
        val polled = Scenario.fixture(FlowHarness.QR)
        val prompt = StringBuilder(polled).insert(polled.indexOf('[', polled.indexOf("\"remediation\"")) + 1, idp).toString()
        wire.next(Purpose.INTERACT).reply("""{"interaction_handle": "h"}""")
        wire.next(Purpose.INTROSPECT).reply(prompt)
        val shown = assertIs<IdxState.ShowQr>(flow.states.first { it is IdxState.ShowQr })
        flow.proceed(RemediationName.RedirectIdp)
        assertIs<IdxState.Redirect>(state)
        clock.pass(60.seconds)
        flow.cancelRedirect()
        assertEquals(shown, state)
        wire.next(Purpose.POLL)
        assertEquals(shown, state)
    }

    @Test
    fun `a poll that is lost at the moment of an answer is no retry of the answer's`() = FlowHarness.at(FlowHarness.QR) {
        val prompt = state.prompt
        val poll = poll()
        onEvent = {
            if (it is IdxEvent.AnswerSubmitted) {
                poll.lose()
                runBlocking { poll.ended.await() }
                // the flow's thread is held here until the loss has been handed over to it
                Thread.sleep(50)
            }
        }
        flow.selectChannel(Channel.Email)
        wire.next(Purpose.SUBMIT)
        assertEquals(IdxState.Working(prompt), state)
    }

    @Test
    fun `polling goes on where the network is lost`() = FlowHarness.at(FlowHarness.QR) {
        val shown = state
        repeat(3) {
            poll().lose()
            await<IdxEvent.RequestFailed>()
            await<IdxEvent.StateChanged>()
            assertSame(shown, state)
        }
        poll().reply(Scenario.fixture(FlowHarness.ROTATED))
        flow.states.first { it != shown }
    }

    @Test
    fun `back from the background it polls at once where a poll is due, and only once`() = FlowHarness.at(FlowHarness.QR) {
        clock.awaitSleeper(FlowHarness.INTERVAL)
        clock.pass(60.seconds)
        flow.resume()
        val poll = wire.next(Purpose.POLL)
        repeat(3) { flow.resume() }
        poll.reply(Scenario.fixture(FlowHarness.QR))
        await<IdxEvent.ResponseReceived>()
        repeat(3) { flow.resume() }
        clock.awaitSleeper(FlowHarness.INTERVAL)
        assertTrue(wire.isIdle)
    }

    @Test
    fun `a clock that is set back while a poll is out sends no id twice`() = FlowHarness.at(FlowHarness.QR) {
        clock.awaitSleeper(FlowHarness.INTERVAL)
        clock.move(FlowHarness.INTERVAL)
        val overtaken = wire.next(Purpose.POLL)
        clock.move((-2).seconds)
        flow.cancelRedirect()
        clock.awaitSleeper(FlowHarness.INTERVAL)
        clock.move(FlowHarness.INTERVAL)
        assertNotEquals(overtaken.request.id, wire.next(Purpose.POLL).request.id)
        assertIs<IdxState.ShowQr>(state)
    }

    @Test
    fun `back from the background too early it leaves the state as it is`() = FlowHarness.at(FlowHarness.QR) {
        val shown = state
        clock.awaitSleeper(FlowHarness.INTERVAL)
        clock.pass(1.seconds)
        flow.resume()
        clock.awaitSleeper(3.seconds)
        assertSame(shown, state)
        assertTrue(wire.isIdle)
    }

    @Test
    fun `a server that asks for patience gets it`() = FlowHarness.at(FlowHarness.QR) {
        val shown = state
        poll().reply("", status = 429)
        val patient = assertIs<IdxState.ShowQr>(flow.states.first { it != shown })
        assertEquals(60.seconds, patient.pollIn)
        assertSame(shown.prompt, patient.prompt)
        clock.awaitSleeper(60.seconds)
        clock.move(60.seconds)
        wire.next(Purpose.POLL).reply(Scenario.fixture(FlowHarness.QR))
        flow.states.first { it == shown }
    }
}
