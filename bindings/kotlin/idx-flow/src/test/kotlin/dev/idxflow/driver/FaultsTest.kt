package dev.idxflow.driver

import dev.idxflow.IdxClock
import dev.idxflow.IdxClosedException
import dev.idxflow.IdxFailedException
import dev.idxflow.IdxFlow
import dev.idxflow.IdxInputException
import dev.idxflow.IdxInternalException
import dev.idxflow.IdxState
import dev.idxflow.engine.Action
import dev.idxflow.engine.Engine
import dev.idxflow.engine.FailureKind
import dev.idxflow.engine.InternalException
import dev.idxflow.engine.Purpose
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

/** What the engine's module shows of real panics, the flow has to live with. */
class FaultsTest {
    /** A panic in Rust, as UniFFI hands it over. */
    private class Panicking(engine: Engine) : Engine(UniffiWithHandle, engine.uniffiCloneHandle()) {
        @Volatile
        var panics = false

        override fun nextAction(now: Instant): Action =
            if (panics) throw InternalException("a canary") else super.nextAction(now)
    }

    /** Somebody closes the flow while it looks at the engine. */
    private class Closing(engine: Engine) : Engine(UniffiWithHandle, engine.uniffiCloneHandle()) {
        @Volatile
        var before: () -> Unit = {}

        override fun nextAction(now: Instant): Action {
            before()
            return super.nextAction(now)
        }
    }

    @Test
    fun `a panic while it is driven ends the flow, and not the app`() = FlowHarness.at(null) {
        val engine = panicking()
        start(engine)
        val interact = wire.next(Purpose.INTERACT)
        engine.panics = true
        interact.reply("""{"interaction_handle": "h"}""")
        val error = assertFailsWith<IdxFailedException> { flow.tokens() }
        assertEquals(FailureKind.INTERNAL, error.failure.kind)
        assertFalse("canary" in error.toString())
        assertIs<IdxState.Failed>(state)
        assertFailsWith<IdxInputException> { flow.cancel() }
        flow.save()
    }

    @Test
    fun `a panic while an answer is taken in is thrown, and ends the flow`() = FlowHarness.at(null) {
        val engine = panicking()
        start(engine)
        wire.next(Purpose.INTERACT)
        engine.panics = true
        assertFailsWith<IdxInternalException> { flow.cancelRedirect() }
        assertEquals(FailureKind.INTERNAL, assertFailsWith<IdxFailedException> { flow.tokens() }.failure.kind)
    }

    @Test
    fun `a flow that is closed in the middle of a step has not failed`() = FlowHarness.at(null) {
        wire.next(Purpose.INTERACT)
        flow.close()
        val engine = Engine.start(FlowHarness.CONFIG).use(::Closing)
        start(engine)
        val interact = wire.next(Purpose.INTERACT)
        engine.before = { flow.close() }
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
    fun `a clock that breaks ends the flow`() = runBlocking {
        val clock = object : IdxClock {
            override fun now() = Instant.now()

            override suspend fun sleep(duration: Duration) = error("a canary")
        }
        coroutineScope {
            val wire = FakeTransport()
            val flow = IdxFlow.start(FlowHarness.CONFIG, this, wire, clock)
            wire.next(Purpose.INTERACT).lose()
            val error = assertFailsWith<IdxFailedException> { flow.tokens() }
            assertFalse("canary" in error.toString())
            flow.close()
        }
    }

    @Test
    fun `another library than that of this package is said to be one`() {
        val error = assertFailsWith<IdxInternalException> {
            IdxFlow.checkLibrary { throw ExceptionInInitializerError(RuntimeException("checksum mismatch")) }
        }
        assertEquals("the native library is not the one of this package: checksum mismatch", error.message)
    }

    @Test
    fun `an observer that throws does no harm`() = runBlocking {
        coroutineScope {
            val wire = FakeTransport()
            val flow = IdxFlow.start(FlowHarness.CONFIG, this, wire, ManualClock(), observer = { error("a canary") })
            wire.next(Purpose.INTERACT).reply("""{"interaction_handle": "h"}""")
            wire.next(Purpose.INTROSPECT)
            flow.close()
        }
    }

    /** In place of the flow that the harness began with. */
    private suspend fun FlowHarness.panicking(): Panicking {
        wire.next(Purpose.INTERACT)
        flow.close()
        return Engine.start(FlowHarness.CONFIG).use(::Panicking)
    }
}
