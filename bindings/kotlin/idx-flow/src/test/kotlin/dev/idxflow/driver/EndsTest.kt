package dev.idxflow.driver

import dev.idxflow.IdxClosedException
import dev.idxflow.IdxFailedException
import dev.idxflow.IdxFlow
import dev.idxflow.IdxInputException
import dev.idxflow.IdxState
import dev.idxflow.engine.Answer
import dev.idxflow.engine.AuthenticatorKey
import dev.idxflow.engine.Channel
import dev.idxflow.engine.FailureKind
import dev.idxflow.engine.InputProblem
import dev.idxflow.engine.Purpose
import dev.idxflow.engine.RemediationName
import dev.idxflow.engine.Secret
import dev.idxflow.engine.liveEngines
import dev.idxflow.scenarios.Scenario
import dev.idxflow.org.ManualClock
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.async
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield
import org.junit.jupiter.api.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertIs
import kotlin.test.assertTrue
import kotlin.time.Duration.Companion.seconds

class EndsTest {
    @Test
    fun `a flow that ends without tokens says why`() = FlowHarness.at(FlowHarness.IDENTIFY) {
        flow.identify("ada@acme.example", Secret("Correct-Horse-1"))
        wire.next(Purpose.SUBMIT).reply(Scenario.fixture("terminal/access-denied.json"), status = 403)
        val error = assertFailsWith<IdxFailedException> { flow.tokens() }
        assertEquals(IdxState.Failed(error.failure), state)
        assertEquals(FailureKind.TERMINAL, error.failure.kind)
        assertEquals("security.access_denied", error.failure.messages.single().key)
        assertEquals(InputProblem.NOT_EXPECTED, assertFailsWith<IdxInputException> { flow.submit(Answer("cancel")) }.problem)
        flow.save()
    }

    @Test
    fun `a scope ends with its flow`() = runBlocking {
        val wire = FakeTransport()
        val flow = coroutineScope {
            val flow = IdxFlow.start(FlowHarness.CONFIG, this, wire, ManualClock())
            wire.next(Purpose.INTERACT).reply("""{"error": "access_denied"}""", status = 400)
            flow
        }
        assertIs<IdxState.Failed>(flow.states.value)
        flow.close()
    }

    @Test
    fun `after close every call says that it is closed, but for another close`() = FlowHarness.at(FlowHarness.QR) {
        val shown = state
        flow.close()
        flow.close()
        val calls = listOf<suspend () -> Unit>(
            { flow.submit(Answer("cancel")) },
            { flow.identify("ada@acme.example") },
            { flow.enterPasscode(Secret("123456")) },
            { flow.selectAuthenticator(AuthenticatorKey.OktaVerify) },
            { flow.selectChannel(Channel.Email) },
            { flow.proceed(RemediationName.Skip) },
            { flow.cancel() },
            { flow.handleRedirect("app:/callback") },
            { flow.cancelRedirect() },
            { flow.save() },
            { flow.resume() },
            { flow.expiresIn() },
            { flow.checkPassword(Secret("x")) },
            { flow.responseJson() },
            { flow.tokens() },
        )
        calls.forEach { assertFailsWith<IdxClosedException> { it() } }
        assertEquals(shown, state)
    }

    @Test
    fun `close cancels the exchange in flight, and wakes who waits for the tokens`() = FlowHarness.at(null) {
        val interact = wire.next(Purpose.INTERACT)
        coroutineScope {
            val tokens = async { runCatching { flow.tokens() } }
            yield()
            flow.close()
            assertIs<IdxClosedException>(tokens.await().exceptionOrNull())
        }
        interact.ended.await()
    }

    @Test
    fun `a scope that is canceled ends the flow, which can still be saved`() = runBlocking {
        val job = Job()
        val harness = FlowHarness(CoroutineScope(job))
        harness.startAt(FlowHarness.QR)
        val poll = harness.poll()
        job.cancelAndJoin()
        poll.ended.await()
        assertFailsWith<IdxClosedException> { harness.flow.tokens() }
        assertFailsWith<IdxClosedException> { harness.flow.selectChannel(Channel.Email) }
        assertFailsWith<IdxClosedException> { harness.flow.handleRedirect("app:/callback") }
        assertFailsWith<IdxClosedException> { harness.flow.cancelRedirect() }
        val snapshot = harness.flow.save()
        harness.flow.close()
        FlowHarness.at(null) {
            val before = harness.state
            flow.close()
            restore(snapshot)
            assertEquals(before.prompt, state.prompt)
        }
    }

    @Test
    fun `a prompt that is left alone until the server has forgotten it ends by itself`() = FlowHarness.at(null) {
        val until = clock.now().plusSeconds(300)
        wire.next(Purpose.INTERACT).reply("""{"interaction_handle": "h"}""")
        val prompt = Scenario.fixture(FlowHarness.IDENTIFY).replace(Regex(""""expiresAt": *"[^"]*""""), """"expiresAt": "$until"""")
        wire.next(Purpose.INTROSPECT).reply(prompt)
        assertIs<IdxState.Ask>(flow.states.first { it !is IdxState.Working })
        clock.awaitSleeper(300.seconds)
        clock.move(300.seconds)
        val end = assertIs<IdxState.Failed>(flow.states.first { it.isFinal })
        assertEquals(FailureKind.EXPIRED, end.failure.kind)
    }

    @Test
    fun `a thousand flows leave nothing behind`() = runBlocking {
        val before = liveEngines()
        val clock = ManualClock()
        coroutineScope {
            repeat(1000) {
                val wire = FakeTransport()
                IdxFlow.start(FlowHarness.CONFIG, this, wire, clock).use {
                    wire.next(Purpose.INTERACT)
                    assertTrue(liveEngines() > 0)
                }
            }
        }
        assertTrue(liveEngines() <= before, "${liveEngines()} engines, $before before")
    }
}
