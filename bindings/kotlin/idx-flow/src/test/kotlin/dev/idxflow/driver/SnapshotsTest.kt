package dev.idxflow.driver

import dev.idxflow.IdxFlow
import dev.idxflow.IdxRestoreException
import dev.idxflow.IdxState
import dev.idxflow.engine.Purpose
import dev.idxflow.engine.Secret
import dev.idxflow.engine.Snapshot
import dev.idxflow.org.ManualClock
import dev.idxflow.scenarios.Scenario
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import kotlinx.serialization.json.Json
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
    @MethodSource("snapshots")
    fun `a restored snapshot is saved unchanged`(path: String) = runBlocking {
        val text = Scenario.fixture(path)
        val saved = coroutineScope {
            IdxFlow.restore(Snapshot(text), this, FakeTransport(), ManualClock()).use { it.save() }
        }
        assertEquals(Json.parseToJsonElement(text), Json.parseToJsonElement(saved.expose()))
    }

    @Test
    fun `a prompt is restored without a request`() = flowTest(FlowHarness.QR) {
        val before = assertIs<IdxState.ShowQr>(state)
        val snapshot = flow.save()
        flow.close()
        restore(snapshot)
        val restored = assertIs<IdxState.ShowQr>(state)
        assertEquals(before.prompt.copy(version = restored.prompt.version), restored.prompt)
        assertEquals(before.qr, restored.qr)
        assertEquals(before.pollIn, restored.pollIn)
        clock.awaitSleeper(FlowHarness.POLL_INTERVAL)
        assertTrue(transport.isIdle)
    }

    @Test
    fun `a prompt whose poll is due is restored immediately and polled in the background`() = flowTest(FlowHarness.QR) {
        val before = assertIs<IdxState.ShowQr>(state)
        val snapshot = flow.save()
        flow.close()
        clock.advance(60.seconds)
        restore(snapshot)
        val restored = assertIs<IdxState.ShowQr>(state)
        assertEquals(before.prompt.copy(version = restored.prompt.version), restored.prompt)
        assertEquals(before.qr, restored.qr)
        assertEquals(FlowHarness.POLL_INTERVAL, restored.pollIn)
        val poll = transport.next(Purpose.POLL)
        assertSame(restored, state)
        poll.reply(Scenario.fixture(FlowHarness.ROTATED_QR))
        flow.states.first { it is IdxState.ShowQr && it.prompt != restored.prompt }
    }

    @Test
    fun `a submission in flight is not saved`() = flowTest(FlowHarness.IDENTIFY) {
        flow.identify("ada@acme.example", Secret("Correct-Horse-1"), prompt)
        transport.next(Purpose.SUBMIT)
        val snapshot = flow.save()
        assertTrue("Correct-Horse-1" !in snapshot.expose())
        flow.close()
        restore(snapshot)
        transport.next(Purpose.INTROSPECT)
    }

    @Test
    fun `an invalid snapshot or one of a newer version is rejected`() = flowTest(null) {
        val newer = flow.save().expose().replace(Regex(""""schema":\d+"""), """"schema":99""")
        assertEquals(true, assertFailsWith<IdxRestoreException> { restore(Snapshot(newer)) }.isNewer)
        assertEquals(false, assertFailsWith<IdxRestoreException> { restore(Snapshot("{}")) }.isNewer)
    }

    companion object {
        @JvmStatic
        fun snapshots() = Scenario.fixtures("snapshots")
    }
}
