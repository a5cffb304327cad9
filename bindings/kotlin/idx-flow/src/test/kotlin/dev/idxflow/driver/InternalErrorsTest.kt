package dev.idxflow.driver

import dev.idxflow.IdxAnswerException
import dev.idxflow.IdxClock
import dev.idxflow.IdxClosedException
import dev.idxflow.IdxFailedException
import dev.idxflow.IdxFlow
import dev.idxflow.IdxInternalException
import dev.idxflow.IdxRedirectException
import dev.idxflow.IdxState
import dev.idxflow.engine.Action
import dev.idxflow.engine.AnswerProblem
import dev.idxflow.engine.Engine
import dev.idxflow.engine.FailureKind
import dev.idxflow.engine.InternalException
import dev.idxflow.engine.Purpose
import dev.idxflow.engine.RedirectProblem
import dev.idxflow.engine.UniffiWithHandle
import dev.idxflow.org.ManualClock
import kotlinx.coroutines.async
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield
import org.junit.jupiter.api.Test
import java.time.Instant
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertIs
import kotlin.time.Duration

/** Errors inside the library end the flow, but not the app. */
class InternalErrorsTest {
    /** Throws what UniFFI throws after a panic in Rust. */
    private class PanickingEngine(engine: Engine) : Engine(UniffiWithHandle, engine.uniffiCloneHandle()) {
        @Volatile
        var panics = false

        override fun nextAction(now: Instant): Action =
            if (panics) throw InternalException("canary") else super.nextAction(now)
    }

    /** Runs code before each call, for example to close the flow. */
    private class InterceptedEngine(engine: Engine) : Engine(UniffiWithHandle, engine.uniffiCloneHandle()) {
        @Volatile
        var onNextAction: () -> Unit = {}

        override fun nextAction(now: Instant): Action {
            onNextAction()
            return super.nextAction(now)
        }
    }

    @Test
    fun `a panic in the background ends the flow`() = flowTest(null) {
        val engine = replaceEngine()
        start(engine)
        val interact = transport.next(Purpose.INTERACT)
        engine.panics = true
        interact.reply("""{"interaction_handle": "h"}""")
        val error = assertFailsWith<IdxFailedException> { flow.tokens() }
        assertEquals(FailureKind.INTERNAL, error.failure.kind)
        assertFalse("canary" in error.toString())
        assertIs<IdxState.Failed>(state)
        assertEquals(AnswerProblem.NOT_EXPECTED, assertFailsWith<IdxAnswerException> { flow.cancel() }.problem)
        val redirect = assertFailsWith<IdxRedirectException> { flow.handleRedirect("app:/callback?error=x") }
        assertEquals(RedirectProblem.NOT_EXPECTED, redirect.problem)
        flow.save()
    }

    @Test
    fun `a panic during a call is thrown and ends the flow`() = flowTest(null) {
        val engine = replaceEngine()
        start(engine)
        transport.next(Purpose.INTERACT)
        engine.panics = true
        assertFailsWith<IdxInternalException> { flow.cancelRedirect() }
        assertEquals(FailureKind.INTERNAL, assertFailsWith<IdxFailedException> { flow.tokens() }.failure.kind)
    }

    @Test
    fun `a flow that is closed during a step does not fail`() = flowTest(null) {
        transport.next(Purpose.INTERACT)
        flow.close()
        val engine = Engine.start(FlowHarness.CONFIG).use(::InterceptedEngine)
        start(engine)
        val interact = transport.next(Purpose.INTERACT)
        engine.onNextAction = { flow.close() }
        val tokens = coroutineScope {
            val tokens = async { runCatching { flow.tokens() } }
            yield()
            interact.reply("""{"interaction_handle": "h"}""")
            tokens.await()
        }
        assertIs<IdxClosedException>(tokens.exceptionOrNull())
        assertEquals(IdxState.Working(), state)
    }

    @Test
    fun `an exception of the clock ends the flow`() = runBlocking {
        val clock = object : IdxClock {
            override fun now() = Instant.now()

            override suspend fun sleep(duration: Duration) = error("canary")
        }
        coroutineScope {
            val transport = FakeTransport()
            val flow = IdxFlow.start(FlowHarness.CONFIG, this, null, transport, clock)
            transport.next(Purpose.INTERACT).fail()
            val error = assertFailsWith<IdxFailedException> { flow.tokens() }
            assertFalse("canary" in error.toString())
            flow.close()
        }
    }

    @Test
    fun `a native library of another version is reported`() {
        val error = assertFailsWith<IdxInternalException> {
            IdxFlow.checkLibrary { throw ExceptionInInitializerError(RuntimeException("checksum mismatch")) }
        }
        assertEquals("the native library does not match this version of idx-flow: checksum mismatch", error.message)
    }

    @Test
    fun `an exception of the observer is ignored`() = runBlocking {
        coroutineScope {
            val transport = FakeTransport()
            val flow = IdxFlow.start(FlowHarness.CONFIG, this, null, transport, ManualClock(), observer = { error("canary") })
            transport.next(Purpose.INTERACT).reply("""{"interaction_handle": "h"}""")
            transport.next(Purpose.INTROSPECT)
            flow.close()
        }
    }

    /** Closes the flow of the harness, and returns an engine for another one. */
    private suspend fun FlowHarness.replaceEngine(): PanickingEngine {
        transport.next(Purpose.INTERACT)
        flow.close()
        return Engine.start(FlowHarness.CONFIG).use(::PanickingEngine)
    }
}
