package dev.idxflow.engine

import java.lang.reflect.InvocationTargetException
import java.time.Instant
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertIs
import kotlin.test.assertTrue

class PanicTest {
    @Test
    fun `a panic in Rust is an exception, and the engine works afterwards`() {
        Engine.start(FlowConfig("https://id.acme.example", "client", "app:/callback")).use { engine ->
            val before = engine.snapshot()
            repeat(3) { assertFailsWith<InternalException> { engine.nextActionBeforeTimeBegan() } }
            assertEquals(before, engine.snapshot())
            assertIs<Action.Send>(engine.nextAction(Instant.now()))
        }
    }

    /** A moment that Rust's time cannot hold: taking it in overflows there. No `Instant` is one. */
    private fun Engine.nextActionBeforeTimeBegan() {
        val moment = RustBuffer.alloc(12UL)
        moment.len = 12
        checkNotNull(moment.asByteBuffer()).putLong(Long.MIN_VALUE).putInt(1)
        val status = UniffiRustCallStatus()
        UniffiLib.uniffi_idx_flow_ffi_fn_method_engine_next_action(uniffiCloneHandle(), moment, status)
        assertTrue(status.isPanic())
        check(status)
    }

    /** What every generated call does with its status; private in its file. */
    private fun check(status: UniffiRustCallStatus) {
        val types = arrayOf(UniffiRustCallStatusErrorHandler::class.java, UniffiRustCallStatus::class.java)
        val check = Class.forName("dev.idxflow.engine.Idx_flowKt").getDeclaredMethod("uniffiCheckCallStatus", *types)
        check.isAccessible = true
        try {
            check.invoke(null, FlowException, status)
        } catch (error: InvocationTargetException) {
            throw error.targetException
        }
    }
}
