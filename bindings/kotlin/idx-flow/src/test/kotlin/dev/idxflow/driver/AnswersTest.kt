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
import dev.idxflow.scenarios.Scenario
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
    fun `an answer is on its way when the call returns`() = FlowHarness.at(FlowHarness.IDENTIFY) {
        val prompt = state.prompt
        flow.identify("ada@acme.example", Secret("Correct-Horse-1"))
        assertEquals(IdxState.Working(prompt), state)
        val body = wire.next(Purpose.SUBMIT).request.body.expose()
        assertTrue("Correct-Horse-1" in body, body)
    }

    @Test
    fun `an answer while another is out is refused`() = FlowHarness.at(FlowHarness.IDENTIFY) {
        flow.identify("ada@acme.example", Secret("Correct-Horse-1"))
        val submit = wire.next(Purpose.SUBMIT)
        assertEquals(InputProblem.NOT_EXPECTED, refusal { flow.identify("eve@acme.example") }.problem)
        assertTrue(wire.isIdle)
        submit.reply(Scenario.fixture(FlowHarness.QR))
        assertIs<IdxState.ShowQr>(flow.states.first { it !is IdxState.Working })
    }

    @Test
    fun `an answer that was made for an earlier prompt is refused`() = FlowHarness.at(FlowHarness.QR) {
        val prompt = checkNotNull(state.prompt)
        val form = checkNotNull(prompt.remediation(RemediationName.SelectEnrollmentChannel))
        val answer = prompt.answer(form).with("authenticator.channel", "email")
        poll().reply(Scenario.fixture(FlowHarness.ROTATED))
        flow.states.first { it.prompt != prompt }
        assertEquals(InputProblem.OTHER_PAGE, refusal { flow.submit(answer) }.problem)
        flow.submit(answer.copy(prompt = state.prompt?.version))
        wire.next(Purpose.SUBMIT)
    }

    @Test
    fun `what does not fit is said of its field, and the flow goes on`() = FlowHarness.at(FlowHarness.QR) {
        val shown = state
        val prompt = checkNotNull(state.prompt)
        val form = checkNotNull(prompt.remediation(RemediationName.SelectEnrollmentChannel))
        val error = refusal { flow.submit(prompt.answer(form).with("authenticator.channel", "pigeon")) }
        assertEquals(InputProblem.INVALID_CHOICE, error.problem)
        assertEquals("authenticator.channel", error.field)
        assertTrue("authenticator.channel" in error.message, error.message)
        assertEquals(shown, state)
        flow.selectChannel(Channel.Email)
    }

    @Test
    fun `what the prompt does not offer is refused`() = FlowHarness.at(FlowHarness.QR) {
        assertEquals(InputProblem.NOT_OFFERED, refusal { flow.enterPasscode(Secret("123456")) }.problem)
        assertEquals(InputProblem.NOT_OFFERED, refusal { flow.selectAuthenticator(AuthenticatorKey.Duo) }.problem)
        assertEquals(InputProblem.NOT_OFFERED, refusal { flow.proceed(RemediationName.Resend) }.problem)
    }

    @Test
    fun `half a surrogate pair is no text`() = FlowHarness.at(FlowHarness.IDENTIFY) {
        assertEquals(InputProblem.WRONG_KIND, refusal { flow.identify("ada\uD83D") }.problem)
        flow.identify("ada@acme.example")
    }

    @Test
    fun `a return that is not this flow's is refused, and told to the observer`() = FlowHarness.at(FlowHarness.IDENTIFY) {
        val shown = state
        val error = refusal { flow.handleRedirect("app:/callback?interaction_code=c0de&state=forged") }
        assertEquals(InputProblem.FORGED_STATE, error.problem)
        assertEquals(IdxEvent.RedirectReceived(accepted = false), await<IdxEvent.RedirectReceived>())
        assertEquals(shown, state)
    }

    @Test
    fun `a return without anything leaves the answer that is out alone`() = FlowHarness.at(FlowHarness.IDENTIFY) {
        flow.identify("ada@acme.example", Secret("Correct-Horse-1"))
        val submit = wire.next(Purpose.SUBMIT)
        flow.cancelRedirect()
        submit.reply(Scenario.fixture(FlowHarness.QR))
        assertIs<IdxState.ShowQr>(flow.states.first { it !is IdxState.Working })
        assertTrue(wire.isIdle)
    }

    @Test
    fun `a browser that is closed after it came back takes nothing back`() = FlowHarness.at(null) {
        val interact = wire.next(Purpose.INTERACT)
        val ours = interact.request.body.expose().split('&').single { it.startsWith("state=") }
        interact.reply("""{"interaction_handle": "h"}""")
        wire.next(Purpose.INTROSPECT).reply(Scenario.fixture("prompts/identify-with-social-idps.json"))
        flow.states.first { it is IdxState.Ask }
        flow.proceed(RemediationName.RedirectIdp)
        flow.handleRedirect("app:/callback?interaction_code=c0de&$ours")
        val exchange = wire.next(Purpose.EXCHANGE)
        flow.cancelRedirect()
        assertIs<IdxState.Working>(state)
        exchange.reply("""{"error": "invalid_grant"}""", status = 400)
        val failure = assertFailsWith<IdxFailedException> { flow.tokens() }.failure
        assertEquals("invalid_grant", failure.code)
        assertTrue(wire.isIdle)
    }

    @Test
    fun `a browser that was closed gives the prompt back`() = FlowHarness.at("prompts/identify-with-social-idps.json") {
        val prompt = state.prompt
        flow.proceed(RemediationName.RedirectIdp)
        assertEquals(prompt, assertIs<IdxState.Redirect>(state).prompt)
        flow.cancelRedirect()
        assertEquals(prompt, assertIs<IdxState.Ask>(state).prompt)
    }

    @Test
    fun `a new password is checked while it is typed`() = FlowHarness.at("enroll/password.json") {
        val checks = flow.checkPassword(Secret("short"))
        val length = checks.single { it.rule is PasswordRule.MinLength }
        assertEquals(false, length.holds)
        assertTrue(flow.checkPassword(Secret("Correct-Horse-Battery-1")).all { it.holds })
    }

    private inline fun refusal(call: () -> Unit) = assertFailsWith<IdxInputException> { call() }
}
