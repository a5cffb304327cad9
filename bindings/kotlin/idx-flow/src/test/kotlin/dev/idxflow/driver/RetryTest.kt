package dev.idxflow.driver

import dev.idxflow.IdxEvent
import dev.idxflow.IdxState
import dev.idxflow.IdxTransportException
import dev.idxflow.RetryInfo
import dev.idxflow.TransportProblem
import dev.idxflow.engine.FailureDetail
import dev.idxflow.engine.Notice
import dev.idxflow.engine.Purpose
import dev.idxflow.engine.Secret
import dev.idxflow.engine.WaitReason
import dev.idxflow.scenarios.Scenario
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.flow.first
import org.junit.jupiter.api.Test
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertIs
import kotlin.test.assertNull
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

class RetryTest {
    @Test
    fun `the state of a retry has the reason, the error and the time until the retry`() = flowTest(null) {
        assertEquals(IdxState.Working(), state)
        transport.next(Purpose.INTERACT).reply("""{"interaction_handle": "h"}""")
        transport.next(Purpose.INTROSPECT).fail()
        val retry = RetryInfo(WaitReason.Retrying(2, status = null), CONNECTION_ERROR, 1.seconds)
        flow.states.first { it == IdxState.Working(retry = retry) }
        clock.awaitSleeper(1.seconds)
        clock.advance(1.seconds)
        val introspect = transport.next(Purpose.INTROSPECT)
        assertEquals(IdxState.Working(retry = retry.copy(retryIn = Duration.ZERO)), state)
        introspect.reply(Scenario.fixture(FlowHarness.IDENTIFY))
        assertIs<IdxState.Ask>(flow.states.first { it !is IdxState.Working })
    }

    @Test
    fun `a request is retried after a 5xx response, whose status is the reason`() = flowTest(null) {
        transport.next(Purpose.INTERACT).reply("", status = 503)
        assertEquals(RetryInfo(WaitReason.Retrying(2, status = 503), null, 1.seconds), retry())
        clock.awaitSleeper(1.seconds)
        clock.advance(1.seconds)
        transport.next(Purpose.INTERACT).reply("""{"interaction_handle": "h"}""")
        transport.next(Purpose.INTROSPECT)
        flow.states.first { it == IdxState.Working() }
    }

    @Test
    fun `a request is retried after the end of a rate limit`() = flowTest(null) {
        transport.next(Purpose.INTERACT).reply("", status = 429, "retry-after" to "7")
        assertEquals(RetryInfo(WaitReason.RateLimited, null, 7.seconds), retry())
    }

    @Test
    fun `a prompt that waits for another device has the reason for the time of the next poll`() {
        flowTest("okta-verify/enroll-email-sent.json") {
            val before = assertIs<IdxState.Waiting>(state)
            assertEquals(WaitReason.Pending, before.reason)
            nextPoll().reply("", status = 503)
            flow.states.first { it is IdxState.Waiting && it.reason == WaitReason.Retrying(2, status = 503) }
            nextPoll().reply("", status = 429, "retry-after" to "30")
            val limited = flow.states.first { it is IdxState.Waiting && it.reason == WaitReason.RateLimited }
            assertEquals(IdxState.Waiting(before.prompt, 30.seconds, WaitReason.RateLimited), limited)
        }
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
                val error = checkNotNull(retry().error)
                assertEquals(TransportProblem.OTHER, error.problem)
                assertFalse("canary" in "$error ${error.message}")
            }
        }
    }

    @Test
    fun `an answer that is lost again and again is never repeated, and the prompt says so`() = flowTest(FlowHarness.IDENTIFY) {
        assertNull(prompt.notice)
        val delays = listOf(Duration.ZERO, 1.seconds, 2.seconds, 4.seconds)
        delays.forEachIndexed { index, delay ->
            flow.identify("ada@acme.example", Secret("Correct-Horse-1"), prompt)
            transport.next(Purpose.SUBMIT).fail()
            if (delay > Duration.ZERO) {
                val reason = WaitReason.Retrying(index + 2, status = null)
                flow.states.first { it == IdxState.Working(prompt, RetryInfo(reason, CONNECTION_ERROR, delay)) }
                clock.awaitSleeper(delay)
                clock.advance(delay)
            }
            transport.next(Purpose.INTROSPECT).reply(Scenario.fixture(FlowHarness.IDENTIFY))
            val ask = assertIs<IdxState.Ask>(flow.states.first { it !is IdxState.Working })
            assertEquals(Notice.AnswerMayBeLost(index + 1), ask.prompt.notice)
        }
    }

    @Test
    fun `events and failures have the request ID for Okta's support`() = flowTest(null) {
        val body = """{"errorCode": "E0000006", "errorSummary": "Not permitted", "errorId": "oae7"}"""
        transport.next(Purpose.INTERACT).reply(body, status = 403, "X-Okta-Request-Id" to "reqXuT4")
        assertEquals("reqXuT4", awaitEvent<IdxEvent.ResponseReceived>().oktaRequestId)
        val failure = assertIs<IdxState.Failed>(flow.states.first { it.isFinal }).failure
        assertEquals("reqXuT4", failure.oktaRequestId)
        assertEquals(FailureDetail.ApiError("E0000006", "Not permitted", "oae7", emptyList()), failure.detail)
    }

    private suspend fun FlowHarness.retry(): RetryInfo {
        val working = flow.states.first { it is IdxState.Working && it.retry != null }
        return checkNotNull((working as IdxState.Working).retry)
    }

    private companion object {
        val CONNECTION_ERROR = IdxTransportException(TransportProblem.CONNECTION)
    }
}
