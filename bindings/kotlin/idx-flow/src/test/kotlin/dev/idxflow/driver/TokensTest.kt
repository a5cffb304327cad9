package dev.idxflow.driver

import dev.idxflow.IdxConfigException
import dev.idxflow.IdxFailedException
import dev.idxflow.IdxFlow
import dev.idxflow.engine.ConfigProblem
import dev.idxflow.engine.FailureDetail
import dev.idxflow.engine.FailureKind
import dev.idxflow.engine.InteractionCode
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
import kotlin.test.assertTrue
import kotlin.time.Duration.Companion.seconds

class TokensTest {
    private val transport = FakeTransport()
    private val clock = ManualClock()

    @Test
    fun `a refresh is retried until it returns tokens`() = runWithTimeout {
        val refreshed = async { refresh(storedTokens()) }
        transport.next(Purpose.REFRESH).fail()
        clock.awaitSleeper(1.seconds)
        clock.advance(1.seconds)
        val second = transport.next(Purpose.REFRESH)
        assertContains(second.request.body.expose(), "refresh_token=refresh-1")
        second.reply("""{"access_token": "access-2", "refresh_token": "refresh-2"}""")
        assertEquals(Secret("refresh-2"), refreshed.await().refreshToken)
    }

    @Test
    fun `a rejected refresh throws, and a refresh without a refresh token sends nothing`() = runWithTimeout {
        val rejected = async { assertFailsWith<IdxFailedException> { refresh(storedTokens()) } }
        transport.next(Purpose.REFRESH).reply("""{"error": "invalid_grant"}""", status = 400)
        assertEquals(FailureKind.TOKEN_REJECTED, rejected.await().failure.kind)
        val missing = assertFailsWith<IdxConfigException> { refresh(storedTokens().copy(refreshToken = null)) }
        assertEquals(ConfigProblem.NO_REFRESH_TOKEN, missing.problem)
        assertTrue(transport.isIdle)
    }

    @Test
    fun `a token is revoked`() = runWithTimeout {
        val revoked = async { IdxFlow.revoke(Secret("refresh-1"), TokenKind.REFRESH, FlowHarness.CONFIG, transport, clock) }
        val revocation = transport.next(Purpose.REVOKE)
        assertContains(revocation.request.body.expose(), "token_type_hint=refresh_token")
        revocation.reply("")
        revoked.await()
    }

    @Test
    fun `a code is exchanged later, by a request that is retried`() = runWithTimeout {
        val code = InteractionCode(Secret("code-1"), Secret("verifier-1"), Secret("nonce-1"))
        val config = FlowHarness.CONFIG.copy(clientSecret = Secret("kept between us"), scopes = listOf("profile"))
        val exchanged = async { IdxFlow.exchange(code, config, transport, clock) }
        transport.next(Purpose.EXCHANGE).fail()
        clock.awaitSleeper(1.seconds)
        clock.advance(1.seconds)
        val second = transport.next(Purpose.EXCHANGE)
        val body = second.request.body.expose().split('&')
        for (parameter in listOf("interaction_code=code-1", "code_verifier=verifier-1", "client_secret=kept+between+us")) {
            assertContains(body, parameter)
        }
        second.reply("""{"access_token": "access-1", "token_type": "Bearer", "expires_in": 3600}""")
        assertEquals(Secret("access-1"), exchanged.await().accessToken)
    }

    @Test
    fun `a code that the server rejects is a failure`() = runWithTimeout {
        val code = InteractionCode(Secret("code-1"), Secret("verifier-1"), Secret("nonce-1"))
        val rejected = async { assertFailsWith<IdxFailedException> { IdxFlow.exchange(code, FlowHarness.CONFIG, transport, clock) } }
        transport.next(Purpose.EXCHANGE).reply("""{"error": "invalid_grant"}""", status = 400)
        assertEquals(FailureDetail.OAuthError("invalid_grant", null), rejected.await().failure.detail)
    }

    private suspend fun refresh(tokens: Tokens) =
        IdxFlow.refresh(tokens, FlowHarness.CONFIG, transport = transport, clock = clock)

    private fun storedTokens() = Tokens(
        accessToken = Secret("access-1"),
        tokenType = "Bearer",
        expiresIn = null,
        expiresAt = null,
        scopes = listOf("profile"),
        refreshToken = Secret("refresh-1"),
        idToken = null,
        deviceSecret = null,
    )

    /** These tests do not wait for real time. The timeout stops a test that hangs. */
    private fun runWithTimeout(test: suspend CoroutineScope.() -> Unit) = runBlocking { withTimeout(20.seconds) { test() } }
}
