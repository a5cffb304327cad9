package dev.idxflow.driver

import dev.idxflow.IdxEvent
import dev.idxflow.IdxState
import dev.idxflow.engine.Channel
import dev.idxflow.engine.Purpose
import dev.idxflow.engine.RemediationName
import dev.idxflow.journeys.Journey
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
    fun `a poll that is out or brings the same page leaves the state as it is`() = Desk.at(Desk.QR) {
        val shown = assertIs<IdxState.ShowQr>(state)
        val poll = poll()
        assertSame(shown, state)
        await<IdxEvent.Sends>()
        poll.reply(Journey.fixture(Desk.QR))
        await<IdxEvent.Receives>()
        await<IdxEvent.Shows>()
        assertSame(shown, state)
    }

    @Test
    fun `a poll that brings another page shows it`() = Desk.at(Desk.QR) {
        val shown = assertIs<IdxState.ShowQr>(state)
        poll().reply(Journey.fixture(Desk.ROTATED))
        val next = assertIs<IdxState.ShowQr>(flow.states.first { it != shown })
        assertEquals(shown.page.number + 1, next.page.number)
    }

    @Test
    fun `an answer overtakes the poll that is in flight`() = Desk.at(Desk.QR) {
        val poll = poll()
        flow.channel(Channel.Email)
        assertIs<IdxState.Working>(state)
        poll.ended.await()
        wire.next(Purpose.SUBMIT).reply(Journey.fixture("okta-verify/enroll-email-sent.json"))
        assertIs<IdxState.Waiting>(flow.states.first { it !is IdxState.Working })
    }

    @Test
    fun `an answer does not wait for a transport that heeds no cancellation, and its late reply changes nothing`() {
        Desk.at(Desk.QR, Wire(isStubborn = true)) {
            val poll = poll()
            flow.channel(Channel.Email)
            wire.next(Purpose.SUBMIT).reply(Journey.fixture("okta-verify/enroll-email-sent.json"))
            val shown = flow.states.first { it is IdxState.Waiting }
            poll.reply(Journey.fixture(Desk.ROTATED))
            poll.ended.await()
            clock.awaitSleeper(Desk.INTERVAL)
            assertSame(shown, state)
        }
    }

    @Test
    fun `a return without anything leaves the poll that is in flight alone`() = Desk.at(Desk.QR) {
        val shown = state
        val poll = poll()
        flow.redirectCancelled()
        assertSame(shown, state)
        poll.reply(Journey.fixture(Desk.ROTATED))
        flow.states.first { it is IdxState.ShowQr && it != shown }
        clock.awaitSleeper(Desk.INTERVAL)
        assertTrue(wire.isIdle)
    }

    @Test
    fun `a browser that was closed gives a polled page back, also while its poll is out`() = Desk.at(null) {
        val idp = """{"name": "redirect-idp", "href": "https://id.acme.example/sso/idps/0oa1"}, """
        val polled = Journey.fixture(Desk.QR)
        val page = StringBuilder(polled).insert(polled.indexOf('[', polled.indexOf("\"remediation\"")) + 1, idp).toString()
        wire.next(Purpose.INTERACT).reply("""{"interaction_handle": "h"}""")
        wire.next(Purpose.INTROSPECT).reply(page)
        val shown = assertIs<IdxState.ShowQr>(flow.states.first { it is IdxState.ShowQr })
        flow.press(RemediationName.RedirectIdp)
        assertIs<IdxState.Redirect>(state)
        clock.pass(60.seconds)
        flow.redirectCancelled()
        assertEquals(shown, state)
        wire.next(Purpose.POLL)
        assertEquals(shown, state)
    }

    @Test
    fun `a poll that is lost at the moment of an answer is no trouble of the answer's`() = Desk.at(Desk.QR) {
        val page = state.page
        val poll = poll()
        onEvent = {
            if (it is IdxEvent.Answers) {
                poll.lose()
                runBlocking { poll.ended.await() }
                // the flow's thread is held here until the loss has been handed over to it
                Thread.sleep(50)
            }
        }
        flow.channel(Channel.Email)
        wire.next(Purpose.SUBMIT)
        assertEquals(IdxState.Working(page), state)
    }

    @Test
    fun `polling goes on where the network is lost`() = Desk.at(Desk.QR) {
        val shown = state
        repeat(3) {
            poll().lose()
            await<IdxEvent.Fails>()
            await<IdxEvent.Shows>()
            assertSame(shown, state)
        }
        poll().reply(Journey.fixture(Desk.ROTATED))
        flow.states.first { it != shown }
    }

    @Test
    fun `back from the background it polls at once where a poll is due, and only once`() = Desk.at(Desk.QR) {
        clock.awaitSleeper(Desk.INTERVAL)
        clock.pass(60.seconds)
        flow.resume()
        val poll = wire.next(Purpose.POLL)
        repeat(3) { flow.resume() }
        poll.reply(Journey.fixture(Desk.QR))
        await<IdxEvent.Receives>()
        repeat(3) { flow.resume() }
        clock.awaitSleeper(Desk.INTERVAL)
        assertTrue(wire.isIdle)
    }

    @Test
    fun `a clock that is set back while a poll is out sends no id twice`() = Desk.at(Desk.QR) {
        clock.awaitSleeper(Desk.INTERVAL)
        clock.move(Desk.INTERVAL)
        val overtaken = wire.next(Purpose.POLL)
        clock.move((-2).seconds)
        flow.redirectCancelled()
        clock.awaitSleeper(Desk.INTERVAL)
        clock.move(Desk.INTERVAL)
        assertNotEquals(overtaken.request.id, wire.next(Purpose.POLL).request.id)
        assertIs<IdxState.ShowQr>(state)
    }

    @Test
    fun `back from the background too early it leaves the state as it is`() = Desk.at(Desk.QR) {
        val shown = state
        clock.awaitSleeper(Desk.INTERVAL)
        clock.pass(1.seconds)
        flow.resume()
        clock.awaitSleeper(3.seconds)
        assertSame(shown, state)
        assertTrue(wire.isIdle)
    }

    @Test
    fun `a server that asks for patience gets it`() = Desk.at(Desk.QR) {
        val shown = state
        poll().reply("", status = 429)
        val patient = assertIs<IdxState.ShowQr>(flow.states.first { it != shown })
        assertEquals(60.seconds, patient.pollIn)
        assertSame(shown.page, patient.page)
        clock.awaitSleeper(60.seconds)
        clock.move(60.seconds)
        wire.next(Purpose.POLL).reply(Journey.fixture(Desk.QR))
        flow.states.first { it == shown }
    }
}
