package dev.idxflow.driver

import dev.idxflow.IdxEvent
import dev.idxflow.IdxFailedException
import dev.idxflow.IdxInputException
import dev.idxflow.IdxState
import dev.idxflow.answer
import dev.idxflow.engine.AuthenticatorKey
import dev.idxflow.engine.Channel
import dev.idxflow.engine.InputProblem
import dev.idxflow.engine.PasswordRule
import dev.idxflow.engine.Purpose
import dev.idxflow.engine.RemediationName
import dev.idxflow.engine.Secret
import dev.idxflow.journeys.Journey
import dev.idxflow.named
import dev.idxflow.with
import kotlinx.coroutines.flow.first
import org.junit.jupiter.api.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertIs
import kotlin.test.assertTrue

class AnswersTest {
    @Test
    fun `an answer is on its way when the call returns`() = Desk.at(Desk.IDENTIFY) {
        val page = state.page
        flow.identify("ada@acme.example", Secret("Correct-Horse-1"))
        assertEquals(IdxState.Working(page), state)
        val body = wire.next(Purpose.SUBMIT).request.body.expose()
        assertTrue("Correct-Horse-1" in body, body)
    }

    @Test
    fun `an answer while another is out is refused`() = Desk.at(Desk.IDENTIFY) {
        flow.identify("ada@acme.example", Secret("Correct-Horse-1"))
        val submit = wire.next(Purpose.SUBMIT)
        assertEquals(InputProblem.NOT_EXPECTED, refusal { flow.identify("eve@acme.example") }.problem)
        assertTrue(wire.isIdle)
        submit.reply(Journey.fixture(Desk.QR))
        assertIs<IdxState.ShowQr>(flow.states.first { it !is IdxState.Working })
    }

    @Test
    fun `an answer that was made for an earlier page is refused`() = Desk.at(Desk.QR) {
        val page = checkNotNull(state.page)
        val form = checkNotNull(page.prompt.named(RemediationName.SelectEnrollmentChannel))
        val answer = page.answer(form).with("authenticator.channel", "email")
        poll().reply(Journey.fixture(Desk.ROTATED))
        flow.states.first { it.page != page }
        assertEquals(InputProblem.OTHER_PAGE, refusal { flow.answer(answer) }.problem)
        flow.answer(answer.copy(page = state.page?.number))
        wire.next(Purpose.SUBMIT)
    }

    @Test
    fun `what does not fit is said of its field, and the flow goes on`() = Desk.at(Desk.QR) {
        val shown = state
        val page = checkNotNull(state.page)
        val form = checkNotNull(page.prompt.named(RemediationName.SelectEnrollmentChannel))
        val error = refusal { flow.answer(page.answer(form).with("authenticator.channel", "pigeon")) }
        assertEquals(InputProblem.INVALID_CHOICE, error.problem)
        assertEquals("authenticator.channel", error.field)
        assertTrue("authenticator.channel" in error.message, error.message)
        assertEquals(shown, state)
        flow.channel(Channel.Email)
    }

    @Test
    fun `what the page does not offer is refused`() = Desk.at(Desk.QR) {
        assertEquals(InputProblem.NOT_OFFERED, refusal { flow.passcode(Secret("123456")) }.problem)
        assertEquals(InputProblem.NOT_OFFERED, refusal { flow.authenticator(AuthenticatorKey.Duo) }.problem)
        assertEquals(InputProblem.NOT_OFFERED, refusal { flow.press(RemediationName.Resend) }.problem)
    }

    @Test
    fun `half a surrogate pair is no text`() = Desk.at(Desk.IDENTIFY) {
        assertEquals(InputProblem.WRONG_KIND, refusal { flow.identify("ada\uD83D") }.problem)
        flow.identify("ada@acme.example")
    }

    @Test
    fun `a return that is not this flow's is refused, and told to the observer`() = Desk.at(Desk.IDENTIFY) {
        val shown = state
        val error = refusal { flow.redirected("app:/callback?interaction_code=c0de&state=forged") }
        assertEquals(InputProblem.FORGED_STATE, error.problem)
        assertEquals(IdxEvent.ComesBack(accepted = false), await<IdxEvent.ComesBack>())
        assertEquals(shown, state)
    }

    @Test
    fun `a return without anything leaves the answer that is out alone`() = Desk.at(Desk.IDENTIFY) {
        flow.identify("ada@acme.example", Secret("Correct-Horse-1"))
        val submit = wire.next(Purpose.SUBMIT)
        flow.redirectCancelled()
        submit.reply(Journey.fixture(Desk.QR))
        assertIs<IdxState.ShowQr>(flow.states.first { it !is IdxState.Working })
        assertTrue(wire.isIdle)
    }

    @Test
    fun `a browser that is closed after it came back takes nothing back`() = Desk.at(null) {
        val interact = wire.next(Purpose.INTERACT)
        val ours = interact.request.body.expose().split('&').single { it.startsWith("state=") }
        interact.reply("""{"interaction_handle": "h"}""")
        wire.next(Purpose.INTROSPECT).reply(Journey.fixture("prompts/identify-with-social-idps.json"))
        flow.states.first { it is IdxState.Ask }
        flow.press(RemediationName.RedirectIdp)
        flow.redirected("app:/callback?interaction_code=c0de&$ours")
        val exchange = wire.next(Purpose.EXCHANGE)
        flow.redirectCancelled()
        assertIs<IdxState.Working>(state)
        exchange.reply("""{"error": "invalid_grant"}""", status = 400)
        val failure = assertFailsWith<IdxFailedException> { flow.tokens() }.failure
        assertEquals("invalid_grant", failure.code)
        assertTrue(wire.isIdle)
    }

    @Test
    fun `a browser that was closed gives the page back`() = Desk.at("prompts/identify-with-social-idps.json") {
        val page = state.page
        flow.press(RemediationName.RedirectIdp)
        assertEquals(page, assertIs<IdxState.Redirect>(state).page)
        flow.redirectCancelled()
        assertEquals(page, assertIs<IdxState.Ask>(state).page)
    }

    @Test
    fun `a new password is checked while it is typed`() = Desk.at("enroll/password.json") {
        val checks = flow.checkPassword(Secret("short"))
        val length = checks.single { it.rule is PasswordRule.MinLength }
        assertEquals(false, length.holds)
        assertTrue(flow.checkPassword(Secret("Correct-Horse-Battery-1")).all { it.holds })
    }

    private inline fun refusal(call: () -> Unit) = assertFailsWith<IdxInputException> { call() }
}
