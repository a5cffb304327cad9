package dev.idxflow.driver

import dev.idxflow.IdxFlow
import dev.idxflow.IdxRestoreException
import dev.idxflow.IdxState
import dev.idxflow.engine.Purpose
import dev.idxflow.engine.Secret
import dev.idxflow.engine.Snapshot
import dev.idxflow.scenarios.Scenario
import dev.idxflow.org.ManualClock
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.MethodSource
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertIs
import kotlin.test.assertSame
import kotlin.test.assertTrue
import kotlin.time.Duration.Companion.seconds

class SnapshotsTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    fun `what was saved elsewhere is saved again to the letter`(path: String) = runBlocking {
        val text = Scenario.fixture(path)
        coroutineScope {
            IdxFlow.restore(Snapshot(text), this, FakeTransport(), ManualClock()).use { assertEquals(text, it.save().expose()) }
        }
    }

    @Test
    fun `a prompt is restored without a request`() = FlowHarness.at(FlowHarness.QR) {
        val shown = assertIs<IdxState.ShowQr>(state)
        val snapshot = flow.save()
        flow.close()
        restore(snapshot)
        val restored = assertIs<IdxState.ShowQr>(state)
        assertEquals(shown.prompt, restored.prompt)
        assertEquals(shown.qr, restored.qr)
        assertEquals(shown.pollIn, restored.pollIn)
        clock.awaitSleeper(FlowHarness.INTERVAL)
        assertTrue(wire.isIdle)
    }

    @Test
    fun `a prompt is restored with its picture where its poll is due by now, and polled meanwhile`() = FlowHarness.at(FlowHarness.QR) {
        val shown = assertIs<IdxState.ShowQr>(state)
        val snapshot = flow.save()
        flow.close()
        clock.move(60.seconds)
        restore(snapshot)
        val restored = assertIs<IdxState.ShowQr>(state)
        assertEquals(shown.prompt, restored.prompt)
        assertEquals(shown.qr, restored.qr)
        assertEquals(FlowHarness.INTERVAL, restored.pollIn)
        val poll = wire.next(Purpose.POLL)
        assertSame(restored, state)
        poll.reply(Scenario.fixture(FlowHarness.ROTATED))
        flow.states.first { it is IdxState.ShowQr && it.prompt != restored.prompt }
    }

    @Test
    fun `an answer on its way is not saved`() = FlowHarness.at(FlowHarness.IDENTIFY) {
        flow.identify("ada@acme.example", Secret("Correct-Horse-1"))
        wire.next(Purpose.SUBMIT)
        val snapshot = flow.save()
        assertTrue("Correct-Horse-1" !in snapshot.expose())
        flow.close()
        restore(snapshot)
        wire.next(Purpose.INTROSPECT)
    }

    @Test
    fun `what is no snapshot, or a later one, is refused`() = FlowHarness.at(null) {
        val later = flow.save().expose().replace("\"schema\":1", "\"schema\":2")
        assertEquals(true, assertFailsWith<IdxRestoreException> { restore(Snapshot(later)) }.newer)
        assertEquals(false, assertFailsWith<IdxRestoreException> { restore(Snapshot("{}")) }.newer)
    }

    companion object {
        @JvmStatic
        fun all() = Scenario.fixtures("snapshots")
    }
}
