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
import dev.idxflow.journeys.Journey
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
    fun `a flow that ends without tokens says why`() = Desk.at(Desk.IDENTIFY) {
        flow.identify("ada@acme.example", Secret("Correct-Horse-1"))
        wire.next(Purpose.SUBMIT).reply(Journey.fixture("terminal/access-denied.json"), status = 403)
        val error = assertFailsWith<IdxFailedException> { flow.tokens() }
        assertEquals(IdxState.Failed(error.failure), state)
        assertEquals(FailureKind.TERMINAL, error.failure.kind)
        assertEquals("security.access_denied", error.failure.messages.single().key)
        assertEquals(InputProblem.NOT_EXPECTED, assertFailsWith<IdxInputException> { flow.answer(Answer("cancel")) }.problem)
        flow.save()
    }

    @Test
    fun `a scope ends with its flow`() = runBlocking {
        val wire = Wire()
        val flow = coroutineScope {
            val flow = IdxFlow.start(Desk.CONFIG, this, wire, ManualClock())
            wire.next(Purpose.INTERACT).reply("""{"error": "access_denied"}""", status = 400)
            flow
        }
        assertIs<IdxState.Failed>(flow.states.value)
        flow.close()
    }

    @Test
    fun `after close every call says that it is closed, but for another close`() = Desk.at(Desk.QR) {
        val shown = state
        flow.close()
        flow.close()
        val calls = listOf<suspend () -> Unit>(
            { flow.answer(Answer("cancel")) },
            { flow.identify("ada@acme.example") },
            { flow.passcode(Secret("123456")) },
            { flow.authenticator(AuthenticatorKey.OktaVerify) },
            { flow.channel(Channel.Email) },
            { flow.press(RemediationName.Skip) },
            { flow.cancel() },
            { flow.redirected("app:/callback") },
            { flow.redirectCancelled() },
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
    fun `close cancels the exchange in flight, and wakes who waits for the tokens`() = Desk.at(null) {
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
    fun `a scope that is cancelled ends the flow, which can still be saved`() = runBlocking {
        val job = Job()
        val desk = Desk(CoroutineScope(job))
        desk.startAt(Desk.QR)
        val poll = desk.poll()
        job.cancelAndJoin()
        poll.ended.await()
        assertFailsWith<IdxClosedException> { desk.flow.tokens() }
        assertFailsWith<IdxClosedException> { desk.flow.channel(Channel.Email) }
        assertFailsWith<IdxClosedException> { desk.flow.redirected("app:/callback") }
        assertFailsWith<IdxClosedException> { desk.flow.redirectCancelled() }
        val snapshot = desk.flow.save()
        desk.flow.close()
        Desk.at(null) {
            val before = desk.state
            flow.close()
            restore(snapshot)
            assertEquals(before.page?.prompt, state.page?.prompt)
        }
    }

    @Test
    fun `a page that is left alone until the server has forgotten it ends by itself`() = Desk.at(null) {
        val until = clock.now().plusSeconds(300)
        wire.next(Purpose.INTERACT).reply("""{"interaction_handle": "h"}""")
        val page = Journey.fixture(Desk.IDENTIFY).replace(Regex(""""expiresAt": *"[^"]*""""), """"expiresAt": "$until"""")
        wire.next(Purpose.INTROSPECT).reply(page)
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
                val wire = Wire()
                IdxFlow.start(Desk.CONFIG, this, wire, clock).use {
                    wire.next(Purpose.INTERACT)
                    assertTrue(liveEngines() > 0)
                }
            }
        }
        assertTrue(liveEngines() <= before, "${liveEngines()} engines, $before before")
    }
}
