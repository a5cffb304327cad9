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
    fun `a Rust panic is thrown as an exception and leaves the engine usable`() {
        Engine.start(FlowConfig("https://id.acme.example", "client", "app:/callback")).use { engine ->
            val before = engine.snapshot()
            repeat(3) { assertFailsWith<InternalException> { engine.nextActionAtInvalidTime() } }
            assertEquals(before, engine.snapshot())
            assertIs<Action.Send>(engine.nextAction(Instant.now()))
        }
    }

    /** Passes a time that overflows Rust's `SystemTime` and panics. No [Instant] has this value. */
    private fun Engine.nextActionAtInvalidTime() {
        val time = RustBuffer.alloc(12UL)
        time.len = 12
        checkNotNull(time.asByteBuffer()).putLong(Long.MIN_VALUE).putInt(1)
        val status = UniffiRustCallStatus()
        UniffiLib.uniffi_idx_flow_ffi_fn_method_engine_next_action(uniffiCloneHandle(), time, status)
        assertTrue(status.isPanic())
        throwOnError(status)
    }

    /** Calls the private function that every generated method calls with its status. */
    private fun throwOnError(status: UniffiRustCallStatus) {
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
