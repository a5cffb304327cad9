package dev.idxflow.transport

import dev.idxflow.IdxClock
import dev.idxflow.IdxState
import dev.idxflow.IdxTransport
import dev.idxflow.MAX_IDLE_TIME
import dev.idxflow.allMessages
import dev.idxflow.engine.Notice
import dev.idxflow.engine.Prompt
import dev.idxflow.engine.Secret
import dev.idxflow.org.Org
import dev.idxflow.org.orgTest
import kotlinx.coroutines.flow.first
import org.junit.jupiter.api.Test
import kotlin.test.assertEquals
import kotlin.test.assertNull
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds

/** Tests of an [IdxTransport] with a simulated org that drops idle connections without telling the client. */
abstract class IdleConnectionsContract {
    /** @param clock the clock that measures how long a connection has been idle. */
    abstract fun transport(clock: IdxClock): IdxTransport

    @Test
    fun `no answer is lost on an idle connection`() {
        val prompt = promptAfter(MAX_IDLE_TIME + 1.milliseconds)
        assertNull(prompt.notice)
        assertEquals(listOf("errors.E0000004"), prompt.allMessages.map { it.key })
    }

    /** Shows that the connections are dropped, and that the other test can fail. */
    @Test
    fun `an answer on a dropped connection is lost`() {
        val prompt = promptAfter(Duration.ZERO)
        assertEquals(Notice.AnswerMayBeLost(attempts = 1), prompt.notice)
        assertEquals(emptyList(), prompt.allMessages)
    }

    /** Answers with a wrong password after this time. Returns the next prompt. */
    private fun promptAfter(idleTime: Duration): Prompt {
        var next: Prompt? = null
        orgTest(makeTransport = ::transport) {
            org.dropIdleConnections()
            clock.advance(idleTime)
            val before = prompt
            flow.identify(Org.LOGIN, Secret("Wrong-Horse-1"), before)
            next = flow.states.first { it is IdxState.Ask && it.prompt.version != before.version }.prompt
        }
        return checkNotNull(next)
    }
}
