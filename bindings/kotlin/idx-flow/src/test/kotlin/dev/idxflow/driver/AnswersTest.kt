package dev.idxflow.driver

import dev.idxflow.IdxAnswerException
import dev.idxflow.IdxEvent
import dev.idxflow.IdxFailedException
import dev.idxflow.IdxRedirectException
import dev.idxflow.IdxState
import dev.idxflow.answer
import dev.idxflow.engine.AnswerProblem
import dev.idxflow.engine.AuthenticatorKey
import dev.idxflow.engine.Channel
import dev.idxflow.engine.PasswordRule
import dev.idxflow.engine.Purpose
import dev.idxflow.engine.RedirectProblem
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
        val before = prompt
        flow.identify("ada@acme.example", Secret("Correct-Horse-1"), prompt)
        assertEquals(IdxState.Working(before), state)
        val body = transport.next(Purpose.SUBMIT).request.body.expose()
        assertTrue("Correct-Horse-1" in body, body)
    }

    @Test
    fun `an answer is rejected while another one is in flight`() = flowTest(FlowHarness.IDENTIFY) {
        flow.identify("ada@acme.example", Secret("Correct-Horse-1"), prompt)
        val submit = transport.next(Purpose.SUBMIT)
        assertEquals(AnswerProblem.NOT_EXPECTED, answerError { flow.identify("eve@acme.example", prompt = prompt) }.problem)
        assertTrue(transport.isIdle)
        submit.reply(Scenario.fixture(FlowHarness.QR))
        assertIs<IdxState.ShowQr>(flow.states.first { it !is IdxState.Working })
    }

    @Test
    fun `an answer to an earlier prompt is rejected, and nothing is sent`() = flowTest(FlowHarness.QR) {
        val before = prompt
        val form = checkNotNull(prompt.remediation(RemediationName.SelectEnrollmentChannel))
        val answer = prompt.answer(form).with("authenticator.channel", "email")
        nextPoll().reply(Scenario.fixture(FlowHarness.ROTATED_QR))
        flow.states.first { it.prompt != before }
        val calls = listOf<suspend () -> Unit>(
            { flow.submit(answer) },
            { flow.selectChannel(Channel.Email, before) },
            // The earlier prompt decides, also if neither prompt asks for a passcode.
            { flow.enterPasscode(Secret("123456"), before) },
        )
        for (call in calls) assertEquals(AnswerProblem.STALE_PROMPT, answerError { call() }.problem)
        assertTrue(transport.isIdle)
        flow.selectChannel(Channel.Email, prompt)
        transport.next(Purpose.SUBMIT)
    }

    @Test
    fun `an invalid value is reported with its field, and the flow continues`() = flowTest(FlowHarness.QR) {
        val before = state
        val form = checkNotNull(prompt.remediation(RemediationName.SelectEnrollmentChannel))
        val error = answerError { flow.submit(prompt.answer(form).with("authenticator.channel", "carrier-pigeon")) }
        assertEquals(AnswerProblem.INVALID_CHOICE, error.problem)
        assertEquals("authenticator.channel", error.field)
        assertTrue("authenticator.channel" in error.message, error.message)
        assertEquals(before, state)
        flow.selectChannel(Channel.Email, prompt)
    }

    @Test
    fun `an answer that the prompt does not offer is rejected`() = flowTest(FlowHarness.QR) {
        assertEquals(AnswerProblem.NOT_OFFERED, answerError { flow.enterPasscode(Secret("123456"), prompt) }.problem)
        assertEquals(AnswerProblem.NOT_OFFERED, answerError { flow.selectAuthenticator(AuthenticatorKey.Duo, prompt = prompt) }.problem)
        assertEquals(AnswerProblem.NOT_OFFERED, answerError { flow.proceed(RemediationName.Resend, prompt) }.problem)
    }

    @Test
    fun `a text with an unpaired surrogate is rejected`() = flowTest(FlowHarness.IDENTIFY) {
        assertEquals(AnswerProblem.WRONG_KIND, answerError { flow.identify("ada\uD83D", prompt = prompt) }.problem)
        flow.identify("ada@acme.example", Secret("Correct-Horse-1"), prompt)
    }

    @Test
    fun `a redirect URL of another flow is rejected, and the observer is notified`() = flowTest(FlowHarness.IDENTIFY) {
        val before = state
        val error = assertFailsWith<IdxRedirectException> { flow.handleRedirect("app:/callback?interaction_code=c0de&state=forged") }
        assertEquals(RedirectProblem.STATE_MISMATCH, error.problem)
        assertEquals(IdxEvent.RedirectReceived(accepted = false), awaitEvent<IdxEvent.RedirectReceived>())
        assertEquals(before, state)
    }

    @Test
    fun `cancelRedirect does not cancel the answer in flight`() = flowTest(FlowHarness.IDENTIFY) {
        flow.identify("ada@acme.example", Secret("Correct-Horse-1"), prompt)
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
        flow.proceed(RemediationName.RedirectIdp, prompt)
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
        val before = prompt
        flow.proceed(RemediationName.RedirectIdp, prompt)
        assertEquals(before, assertIs<IdxState.Redirect>(state).prompt)
        flow.cancelRedirect()
        assertEquals(before, assertIs<IdxState.Ask>(state).prompt)
    }

    @Test
    fun `a new password is checked while it is typed`() = flowTest("enroll/password.json") {
        val checks = flow.checkPassword(Secret("short"))
        val length = checks.single { it.rule is PasswordRule.MinLength }
        assertEquals(false, length.isSatisfied)
        assertTrue(flow.checkPassword(Secret("Correct-Horse-Battery-1")).all { it.isSatisfied })
    }

    private inline fun answerError(call: () -> Unit) = assertFailsWith<IdxAnswerException> { call() }
}
