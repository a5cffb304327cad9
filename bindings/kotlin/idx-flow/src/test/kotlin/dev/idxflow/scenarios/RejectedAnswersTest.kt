package dev.idxflow.scenarios

import dev.idxflow.IdxAnswerException
import dev.idxflow.IdxRedirectException
import dev.idxflow.IdxState
import dev.idxflow.IdxTransportException
import dev.idxflow.RetryInfo
import dev.idxflow.TransportProblem
import dev.idxflow.allMessages
import dev.idxflow.driver.FlowHarness
import dev.idxflow.driver.flowTest
import dev.idxflow.engine.AnswerProblem
import dev.idxflow.engine.FailureKind
import dev.idxflow.engine.Notice
import dev.idxflow.engine.Purpose
import dev.idxflow.engine.RedirectProblem
import dev.idxflow.engine.RemediationName
import dev.idxflow.engine.Secret
import dev.idxflow.engine.WaitReason
import dev.idxflow.org.Org
import dev.idxflow.org.OrgHarness
import dev.idxflow.org.orgTest
import dev.idxflow.remediation
import kotlinx.coroutines.flow.first
import org.junit.jupiter.api.Test
import kotlin.test.assertContains
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertIs
import kotlin.test.assertNotNull
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

/** Answers that are rejected, limited or lost, against a simulated org (S1, S2, S4, S6). */
class RejectedAnswersTest {
    private val password = Secret(Org.PASSWORD)

    @Test
    fun `a rejection without a form shows the same form with the message`() {
        orgTest("""{"policy": {"error_only_replies": true}}""") {
            val rejected = answer { flow.identify(Org.LOGIN, Secret("Wrong-Horse-1"), it) }
            assertIs<IdxState.Ask>(rejected)
            assertContains(prompt.allMessages.map { it.key }, "errors.E0000004")
            assertEquals(listOf(Purpose.SUBMIT, Purpose.INTROSPECT), sent.takeLast(2))
            assertIs<IdxState.Done>(answer { flow.identify(Org.LOGIN, password, it) })
        }
    }

    @Test
    fun `a message that ends the transaction ends the flow`() = flowTest(FlowHarness.IDENTIFY) {
        flow.identify("ada@acme.example", password, prompt)
        transport.next(Purpose.SUBMIT).reply(Scenario.fixture("terminal/session-expired.json"), status = 401)
        val failed = assertIs<IdxState.Failed>(flow.states.first { it.isFinal })
        assertEquals(FailureKind.EXPIRED, failed.failure.kind)
        assertTrue(transport.isIdle)
    }

    @Test
    fun `a rate limit refuses one answer, and everything else can be used`() {
        val policy = """{"challenge": ["email"], "code_limit": {"attempts": 2, "reset_s": 300}}"""
        orgTest("""{"policy": $policy, "users": [{"enrolled": ["okta_email"]}]}""") {
            startEmailChallenge()
            repeat(2) {
                answer { flow.enterPasscode(Secret("000000"), it) }
                assertNull(prompt.notice)
            }
            answer { flow.enterPasscode(Secret(org.code(Org.LOGIN)), it) }
            assertContains(prompt.allMessages.map { it.key }, "tooManyRequests")
            val notice = assertIs<Notice.RateLimited>(prompt.notice)
            assertEquals(prompt.remediation(RemediationName.ChallengeAuthenticator)?.id, notice.remediation)

            val requests = sent.size
            val error = assertFailsWith<IdxAnswerException> { flow.enterPasscode(Secret("123456"), prompt) }
            assertEquals(AnswerProblem.RATE_LIMITED to notice.remediation, error.problem to error.field)
            val retryAfter = checkNotNull(error.retryAfter)
            // The header has whole seconds.
            assertTrue(retryAfter in 299.seconds..301.seconds, "$retryAfter")
            assertEquals(java.time.Duration.between(clock.now(), notice.retryAt).seconds, retryAfter.inWholeSeconds)
            assertEquals(requests, sent.size)

            flow.cancel()
            val first = flow.states.first { it !is IdxState.Working }
            assertNotNull(first.prompt?.remediation(RemediationName.Identify), "$first")
        }
    }

    @Test
    fun `answers that are lost again and again are sent once each, and the prompt says so`() = orgTest {
        org.loseRequests("/idx/identify", times = 3)
        val delays = listOf(Duration.ZERO, 1.seconds, 2.seconds)
        delays.forEachIndexed { index, delay ->
            flow.identify(Org.LOGIN, password, prompt)
            if (delay > Duration.ZERO) {
                val error = IdxTransportException(TransportProblem.CONNECTION, "IOException")
                val retry = RetryInfo(WaitReason.Retrying(attempt = index + 2, status = null), error, delay)
                flow.states.first { it is IdxState.Working && it.retry?.copy(error = error) == retry }
                clock.awaitSleeper(delay)
                clock.advance(delay)
            }
            assertIs<IdxState.Ask>(flow.states.first { it !is IdxState.Working })
            assertEquals(Notice.AnswerMayBeLost(index + 1), prompt.notice)
            assertEquals(index + 1, sent.count { it == Purpose.SUBMIT })
        }
        assertIs<IdxState.Done>(answer { flow.identify(Org.LOGIN, password, it) })
        assertEquals(4, sent.count { it == Purpose.SUBMIT })
    }

    @Test
    fun `an answer whose response is lost after the server has acted is not sent again`() = orgTest {
        org.loseRequests("/idx/identify", times = 1, isProcessed = true)
        assertIs<IdxState.Done>(answer { flow.identify(Org.LOGIN, password, it) })
        assertEquals(1, sent.count { it == Purpose.SUBMIT })
    }

    @Test
    fun `the link of an email returns to the second redirect URI`() {
        val setup = """{"email_callback_uri": "$EMAIL_URI", "policy": {"challenge": ["email"], "magic_link": true},
            "users": [{"enrolled": ["okta_email"]}]}"""
        orgTest(setup) {
            startEmailChallenge()
            val url = org.openEmail(Org.LOGIN)
            assertTrue(url.startsWith("$EMAIL_URI?"), url)
            assertIs<IdxState.Done>(answer { flow.handleRedirect(url) })
        }
        orgTest(setup, configure = { it.copy(emailRedirectUri = null) }) {
            startEmailChallenge()
            val error = assertFailsWith<IdxRedirectException> { flow.handleRedirect(org.openEmail(Org.LOGIN)) }
            assertEquals(RedirectProblem.URI_MISMATCH, error.problem)
        }
    }

    @Test
    fun `the code of an email for another device is returned, to be shown`() {
        val setup = """{"policy": {"challenge": ["email"], "magic_link": true}, "users": [{"enrolled": ["okta_email"]}]}"""
        orgTest(setup) {
            startEmailChallenge()
            val url = org.openEmail(Org.LOGIN).replace(Regex("state=[^&]*"), "state=of-another-device")
            val before = state
            val error = assertFailsWith<IdxRedirectException> { flow.handleRedirect(url) }
            assertEquals(RedirectProblem.STATE_MISMATCH to Secret(org.code(Org.LOGIN)), error.problem to error.otp)
            assertEquals(before, state)
        }
    }

    @Test
    fun `the URL of a browser session is available after the sign-in`() = orgTest(configure = { it.copy(stopAtCode = true) }) {
        assertNull(flow.browserSessionUrl())
        assertIs<IdxState.DoneWithCode>(answer { flow.identify(Org.LOGIN, password, it) })
        val url = checkNotNull(flow.browserSessionUrl()).expose()
        assertTrue(org.visit(url).endsWith("/app/UserHome"))
    }

    private suspend fun OrgHarness.startEmailChallenge() {
        answer { flow.identify(Org.LOGIN, password, it) }
        while (prompt.remediation(RemediationName.ChallengeAuthenticator) == null) {
            val form = prompt.remediations.first()
            answer { flow.proceed(form.name, it) }
        }
    }

    private companion object {
        const val EMAIL_URI = "https://app.example.com/magiclink/callback"
    }
}
