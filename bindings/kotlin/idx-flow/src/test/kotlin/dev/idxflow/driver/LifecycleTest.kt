package dev.idxflow.driver

import dev.idxflow.IdxAnswerException
import dev.idxflow.IdxClosedException
import dev.idxflow.IdxFailedException
import dev.idxflow.IdxFlow
import dev.idxflow.IdxState
import dev.idxflow.engine.Answer
import dev.idxflow.engine.AnswerProblem
import dev.idxflow.engine.AuthenticatorKey
import dev.idxflow.engine.Channel
import dev.idxflow.engine.FailureKind
import dev.idxflow.engine.Purpose
import dev.idxflow.engine.RemediationName
import dev.idxflow.engine.Secret
import dev.idxflow.engine.liveEngines
import dev.idxflow.org.ManualClock
import dev.idxflow.scenarios.Scenario
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.async
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield
import org.junit.jupiter.api.Test
import java.time.Instant
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertIs
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlin.time.Duration.Companion.seconds

class LifecycleTest {
    @Test
    fun `a flow that ends without tokens reports the failure`() = flowTest(FlowHarness.IDENTIFY) {
        flow.identify("ada@acme.example", Secret("Correct-Horse-1"), prompt)
        transport.next(Purpose.SUBMIT).reply(Scenario.fixture("terminal/access-denied.json"), status = 403)
        val error = assertFailsWith<IdxFailedException> { flow.tokens() }
        assertEquals(IdxState.Failed(error.failure), state)
        assertEquals(FailureKind.TERMINAL, error.failure.kind)
        assertEquals("security.access_denied", error.failure.messages.single().key)
        val answer = assertFailsWith<IdxAnswerException> { flow.submit(Answer("cancel", promptVersion = 1)) }
        assertEquals(AnswerProblem.NOT_EXPECTED, answer.problem)
        flow.save()
    }

    @Test
    fun `the scope completes when the flow has ended`() = runBlocking {
        val transport = FakeTransport()
        val flow = coroutineScope {
            val flow = IdxFlow.start(FlowHarness.CONFIG, this, null, transport, ManualClock())
            transport.next(Purpose.INTERACT).reply("""{"error": "access_denied"}""", status = 400)
            flow
        }
        assertIs<IdxState.Failed>(flow.states.value)
        flow.close()
    }

    @Test
    fun `after close every call except close throws IdxClosedException`() = flowTest(FlowHarness.QR) {
        val lastState = state
        val lastPrompt = prompt
        flow.close()
        flow.close()
        val calls = listOf<suspend () -> Unit>(
            { flow.submit(Answer("cancel", promptVersion = 1)) },
            { flow.identify("ada@acme.example", prompt = lastPrompt) },
            { flow.enterPasscode(Secret("123456"), lastPrompt) },
            { flow.selectAuthenticator(AuthenticatorKey.OktaVerify, prompt = lastPrompt) },
            { flow.selectChannel(Channel.Email, lastPrompt) },
            { flow.proceed(RemediationName.Skip, lastPrompt) },
            { flow.cancel() },
            { flow.handleRedirect("app:/callback") },
            { flow.cancelRedirect() },
            { flow.save() },
            { flow.resume() },
            { flow.expiresIn() },
            { flow.checkPassword(Secret("x")) },
            { flow.responseJson() },
            { flow.browserSessionUrl() },
            { flow.tokens() },
            { flow.interactionCode() },
        )
        calls.forEach { assertFailsWith<IdxClosedException> { it() } }
        assertEquals(lastState, state)
    }

    @Test
    fun `close cancels the request in flight and the wait for tokens`() = flowTest(null) {
        val interact = transport.next(Purpose.INTERACT)
        coroutineScope {
            val tokens = async { runCatching { flow.tokens() } }
            yield()
            flow.close()
            assertIs<IdxClosedException>(tokens.await().exceptionOrNull())
        }
        interact.ended.await()
    }

    @Test
    fun `canceling the scope stops the flow, which can still be saved`() = runBlocking {
        val job = Job()
        val harness = FlowHarness(CoroutineScope(job))
        harness.startAt(FlowHarness.QR)
        val poll = harness.nextPoll()
        job.cancelAndJoin()
        poll.ended.await()
        assertFailsWith<IdxClosedException> { harness.flow.tokens() }
        assertFailsWith<IdxClosedException> { harness.flow.selectChannel(Channel.Email, harness.prompt) }
        assertFailsWith<IdxClosedException> { harness.flow.handleRedirect("app:/callback") }
        assertFailsWith<IdxClosedException> { harness.flow.cancelRedirect() }
        val snapshot = harness.flow.save()
        harness.flow.close()
        flowTest(null) {
            val before = harness.state
            flow.close()
            restore(snapshot)
            assertEquals(before.prompt?.copy(version = 1), state.prompt)
        }
    }

    @Test
    fun `a flow sends one last request when the transaction expires`() = flowTest(null) {
        val expiresAt = clock.now().plusSeconds(300)
        transport.next(Purpose.INTERACT).reply("""{"interaction_handle": "h"}""")
        val prompt = Scenario.fixture(FlowHarness.IDENTIFY).withExpiry(expiresAt)
        transport.next(Purpose.INTROSPECT).reply(prompt)
        val ask = assertIs<IdxState.Ask>(flow.states.first { it !is IdxState.Working })
        assertNull(ask.pollIn)
        clock.awaitSleeper(300.seconds)
        clock.advance(300.seconds)
        transport.next(Purpose.INTROSPECT).fail()
        val failed = assertIs<IdxState.Failed>(flow.states.first { it.isFinal })
        assertEquals(FailureKind.EXPIRED, failed.failure.kind)
    }

    @Test
    fun `closing a flow releases its engine`() = runBlocking {
        val before = liveEngines()
        val clock = ManualClock()
        coroutineScope {
            repeat(1000) {
                val transport = FakeTransport()
                IdxFlow.start(FlowHarness.CONFIG, this, null, transport, clock).use {
                    transport.next(Purpose.INTERACT)
                    assertTrue(liveEngines() > 0)
                }
            }
        }
        assertTrue(liveEngines() <= before, "${liveEngines()} engines are alive, $before were alive before")
    }

    private fun String.withExpiry(time: Instant) =
        replace(Regex(""""expiresAt": *"[^"]*""""), """"expiresAt": "$time"""")
}
