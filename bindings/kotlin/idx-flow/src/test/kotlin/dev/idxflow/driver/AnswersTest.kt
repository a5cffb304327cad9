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
import dev.idxflow.remediation
import dev.idxflow.scenarios.Scenario
import dev.idxflow.with
import kotlinx.coroutines.flow.first
import org.junit.jupiter.api.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertIs
import kotlin.test.assertTrue

class AnswersTest {
    @Test
    fun `an answer is being sent when the call returns`() = flowTest(FlowHarness.IDENTIFY) {
        val prompt = state.prompt
        flow.identify("ada@acme.example", Secret("Correct-Horse-1"))
        assertEquals(IdxState.Working(prompt), state)
        val body = transport.next(Purpose.SUBMIT).request.body.expose()
        assertTrue("Correct-Horse-1" in body, body)
    }

    @Test
    fun `an answer is rejected while another one is in flight`() = flowTest(FlowHarness.IDENTIFY) {
        flow.identify("ada@acme.example", Secret("Correct-Horse-1"))
        val submit = transport.next(Purpose.SUBMIT)
        assertEquals(InputProblem.NOT_EXPECTED, inputError { flow.identify("eve@acme.example") }.problem)
        assertTrue(transport.isIdle)
        submit.reply(Scenario.fixture(FlowHarness.QR))
        assertIs<IdxState.ShowQr>(flow.states.first { it !is IdxState.Working })
    }

    @Test
    fun `an answer to an earlier prompt is rejected`() = flowTest(FlowHarness.QR) {
        val prompt = checkNotNull(state.prompt)
        val form = checkNotNull(prompt.remediation(RemediationName.SelectEnrollmentChannel))
        val answer = prompt.answer(form).with("authenticator.channel", "email")
        nextPoll().reply(Scenario.fixture(FlowHarness.ROTATED_QR))
        flow.states.first { it.prompt != prompt }
        assertEquals(InputProblem.STALE_PROMPT, inputError { flow.submit(answer) }.problem)
        flow.submit(answer.copy(promptVersion = state.prompt?.version))
        transport.next(Purpose.SUBMIT)
    }

    @Test
    fun `an invalid value is reported with its field, and the flow continues`() = flowTest(FlowHarness.QR) {
        val before = state
        val prompt = checkNotNull(state.prompt)
        val form = checkNotNull(prompt.remediation(RemediationName.SelectEnrollmentChannel))
        val error = inputError { flow.submit(prompt.answer(form).with("authenticator.channel", "carrier-pigeon")) }
        assertEquals(InputProblem.INVALID_CHOICE, error.problem)
        assertEquals("authenticator.channel", error.field)
        assertTrue("authenticator.channel" in error.message, error.message)
        assertEquals(before, state)
        flow.selectChannel(Channel.Email)
    }

    @Test
    fun `an answer that the prompt does not offer is rejected`() = flowTest(FlowHarness.QR) {
        assertEquals(InputProblem.NOT_OFFERED, inputError { flow.enterPasscode(Secret("123456")) }.problem)
        assertEquals(InputProblem.NOT_OFFERED, inputError { flow.selectAuthenticator(AuthenticatorKey.Duo) }.problem)
        assertEquals(InputProblem.NOT_OFFERED, inputError { flow.proceed(RemediationName.Resend) }.problem)
    }

    @Test
    fun `a text with an unpaired surrogate is rejected`() = flowTest(FlowHarness.IDENTIFY) {
        assertEquals(InputProblem.WRONG_KIND, inputError { flow.identify("ada\uD83D") }.problem)
        flow.identify("ada@acme.example", Secret("Correct-Horse-1"))
    }

    @Test
    fun `a redirect URL of another flow is rejected, and the observer is notified`() = flowTest(FlowHarness.IDENTIFY) {
        val before = state
        val error = inputError { flow.handleRedirect("app:/callback?interaction_code=c0de&state=forged") }
        assertEquals(InputProblem.STATE_MISMATCH, error.problem)
        assertEquals(IdxEvent.RedirectReceived(accepted = false), awaitEvent<IdxEvent.RedirectReceived>())
        assertEquals(before, state)
    }

    @Test
    fun `cancelRedirect does not cancel the answer in flight`() = flowTest(FlowHarness.IDENTIFY) {
        flow.identify("ada@acme.example", Secret("Correct-Horse-1"))
        val submit = transport.next(Purpose.SUBMIT)
        flow.cancelRedirect()
        submit.reply(Scenario.fixture(FlowHarness.QR))
        assertIs<IdxState.ShowQr>(flow.states.first { it !is IdxState.Working })
        assertTrue(transport.isIdle)
    }

    @Test
    fun `cancelRedirect after a handled redirect changes nothing`() = flowTest(null) {
        val interact = transport.next(Purpose.INTERACT)
        val state = interact.request.body.expose().split('&').single { it.startsWith("state=") }
        interact.reply("""{"interaction_handle": "h"}""")
        transport.next(Purpose.INTROSPECT).reply(Scenario.fixture("prompts/identify-with-social-idps.json"))
        flow.states.first { it is IdxState.Ask }
        flow.proceed(RemediationName.RedirectIdp)
        flow.handleRedirect("app:/callback?interaction_code=c0de&$state")
        val exchange = transport.next(Purpose.EXCHANGE)
        flow.cancelRedirect()
        assertIs<IdxState.Working>(flow.states.value)
        exchange.reply("""{"error": "invalid_grant"}""", status = 400)
        val failure = assertFailsWith<IdxFailedException> { flow.tokens() }.failure
        assertEquals("invalid_grant", failure.code)
        assertTrue(transport.isIdle)
    }

    @Test
    fun `cancelRedirect returns to the prompt`() = flowTest("prompts/identify-with-social-idps.json") {
        val prompt = state.prompt
        flow.proceed(RemediationName.RedirectIdp)
        assertEquals(prompt, assertIs<IdxState.Redirect>(state).prompt)
        flow.cancelRedirect()
        assertEquals(prompt, assertIs<IdxState.Ask>(state).prompt)
    }

    @Test
    fun `a new password is checked while it is typed`() = flowTest("enroll/password.json") {
        val checks = flow.checkPassword(Secret("short"))
        val length = checks.single { it.rule is PasswordRule.MinLength }
        assertEquals(false, length.isSatisfied)
        assertTrue(flow.checkPassword(Secret("Correct-Horse-Battery-1")).all { it.isSatisfied })
    }

    private inline fun inputError(call: () -> Unit) = assertFailsWith<IdxInputException> { call() }
}
