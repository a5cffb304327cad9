package dev.idxflow.driver

import dev.idxflow.IdxFailedException
import dev.idxflow.IdxFlow
import dev.idxflow.IdxInputException
import dev.idxflow.engine.FailureKind
import dev.idxflow.engine.InputProblem
import dev.idxflow.engine.Purpose
import dev.idxflow.engine.Secret
import dev.idxflow.engine.TokenKind
import dev.idxflow.engine.Tokens
import dev.idxflow.org.ManualClock
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.async
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.Test
import kotlin.test.assertContains
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.time.Duration.Companion.seconds

class TokensTest {
    private val wire = FakeTransport()
    private val clock = ManualClock()

    @Test
    fun `a refresh is tried again until it brings tokens`() = quickly {
        val fresh = async { IdxFlow.refresh(FlowHarness.CONFIG, held(), transport = wire, clock = clock) }
        wire.next(Purpose.REFRESH).lose()
        clock.awaitSleeper(1.seconds)
        clock.move(1.seconds)
        val second = wire.next(Purpose.REFRESH)
        assertContains(second.request.body.expose(), "refresh_token=refresh-1")
        second.reply("""{"access_token": "access-2", "refresh_token": "refresh-2"}""")
        assertEquals(Secret("refresh-2"), fresh.await().refreshToken)
    }

    @Test
    fun `a refresh that is refused says so, and one without a refresh token asks nobody`() = quickly {
        val refused = async { assertFailsWith<IdxFailedException> { refresh(held()) } }
        wire.next(Purpose.REFRESH).reply("""{"error": "invalid_grant"}""", status = 400)
        assertEquals(FailureKind.TOKEN_REJECTED, refused.await().failure.kind)
        val missing = assertFailsWith<IdxInputException> { refresh(held().copy(refreshToken = null)) }
        assertEquals(InputProblem.NO_REFRESH_TOKEN, missing.problem)
    }

    @Test
    fun `a token is taken back`() = quickly {
        val revoked = async { IdxFlow.revoke(FlowHarness.CONFIG, Secret("refresh-1"), TokenKind.REFRESH, wire, clock) }
        val request = wire.next(Purpose.REVOKE)
        assertContains(request.request.body.expose(), "token_type_hint=refresh_token")
        request.reply("")
        revoked.await()
    }

    private suspend fun refresh(held: Tokens) = IdxFlow.refresh(FlowHarness.CONFIG, held, transport = wire, clock = clock)

    private fun held() = Tokens(
        accessToken = Secret("access-1"),
        tokenType = "Bearer",
        expiresIn = null,
        expiresAt = null,
        scopes = listOf("profile"),
        refreshToken = Secret("refresh-1"),
        idToken = null,
        deviceSecret = null,
    )

    private fun quickly(test: suspend CoroutineScope.() -> Unit) = runBlocking { withTimeout(20.seconds) { test() } }
}
