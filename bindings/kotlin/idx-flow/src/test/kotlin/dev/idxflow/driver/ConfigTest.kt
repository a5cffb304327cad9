package dev.idxflow.driver

import dev.idxflow.IdxAnswerException
import dev.idxflow.IdxConfigException
import dev.idxflow.IdxState
import dev.idxflow.answer
import dev.idxflow.engine.AnswerProblem
import dev.idxflow.engine.ConfigProblem
import dev.idxflow.engine.FlowConfig
import dev.idxflow.engine.HttpHeader
import dev.idxflow.engine.PasswordRule
import dev.idxflow.engine.Purpose
import dev.idxflow.engine.RemediationName
import dev.idxflow.engine.Secret
import dev.idxflow.engine.TransportRequest
import dev.idxflow.remediation
import dev.idxflow.scenarios.Scenario
import dev.idxflow.with
import kotlinx.coroutines.flow.first
import org.junit.jupiter.api.Test
import java.lang.reflect.Modifier
import java.net.URLDecoder
import kotlin.test.assertContains
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertIs
import kotlin.test.assertNull
import kotlin.test.assertTrue

/** Every field of the configuration has its effect. */
class ConfigTest {
    private val config = FlowConfig(
        issuer = "https://id.acme.example/oauth2/aus1",
        clientId = "0oa1client",
        redirectUri = "com.acme.app:/callback",
        emailRedirectUri = "https://acme.example/email",
        scopes = listOf("openid", "email"),
        clientSecret = Secret("kept between us"),
        state = Secret("state-1"),
        acrValues = "urn:okta:loa:2fa:any",
        loginHint = "ada",
        maxAgeSeconds = 60,
        activationToken = Secret("activation-1"),
        recoveryToken = Secret("recovery-1"),
        deviceToken = Secret("device-1"),
        userAgent = "Acme/2",
        acceptLanguage = "de",
        headers = listOf(HttpHeader("X-Forwarded-For", Secret("203.0.113.7"))),
        relyingPartyId = "login.acme.example",
    )

    @Test
    fun `no field is without a test`() {
        val tested = setOf(
            "issuer", "clientId", "redirectUri", "scopes", "clientSecret", "state", "acrValues", "loginHint",
            "maxAgeSeconds", "activationToken", "recoveryToken", "deviceToken", "userAgent", "acceptLanguage", "headers",
            "sendsOrigin", "emailRedirectUri", "relyingPartyId", "checksPasswordPolicy", "stateToken", "stopAtCode",
        )
        val fields = FlowConfig::class.java.declaredFields.filter { !Modifier.isStatic(it.modifiers) }.map { it.name }
        assertEquals(tested, fields.toSet())
    }

    @Test
    fun `the first request has the parameters and headers`() = flowTest(null) {
        transport.next(Purpose.INTERACT)
        flow.close()
        start(config)
        val request = transport.next(Purpose.INTERACT).request
        assertEquals("https://id.acme.example/oauth2/aus1/v1/interact", request.url.value)
        val expected = mapOf(
            "client_id" to "0oa1client",
            "redirect_uri" to "com.acme.app:/callback",
            "scope" to "openid email",
            "client_secret" to "kept between us",
            "state" to "state-1",
            "acr_values" to "urn:okta:loa:2fa:any",
            "login_hint" to "ada",
            "max_age" to "60",
            "activation_token" to "activation-1",
            "recovery_token" to "recovery-1",
        )
        val parameters = request.parameters
        assertEquals(expected, parameters.filterKeys { it in expected })
        assertContains(checkNotNull(request.header("Cookie")), "DT=device-1")
        assertTrue(checkNotNull(request.header("User-Agent")).startsWith("Acme/2 idx-flow/"))
        assertEquals("de", request.header("Accept-Language"))
        assertEquals("203.0.113.7", request.header("X-Forwarded-For"))
    }

    @Test
    fun `a form has the origin, unless it is turned off`() {
        for ((sendsOrigin, origin) in listOf(true to "https://id.acme.example", false to null)) {
            flowTest(null) {
                transport.next(Purpose.INTERACT)
                flow.close()
                startAt(FlowHarness.IDENTIFY, config.copy(sendsOrigin = sendsOrigin))
                flow.identify("ada@acme.example", Secret("Correct-Horse-1"), prompt)
                val request = transport.next(Purpose.SUBMIT).request
                assertEquals(origin, request.header("Origin"))
                assertEquals("203.0.113.7", request.header("X-Forwarded-For"))
            }
        }
    }

    @Test
    fun `the link of an email returns to its own redirect URI`() = flowTest(null) {
        transport.next(Purpose.INTERACT)
        flow.close()
        startAt("challenge/email-magic-link.json", config)
        flow.handleRedirect("https://acme.example/email?otp=123456&state=state-1")
        assertContains(transport.next(Purpose.SUBMIT).request.body.expose(), "123456")
    }

    @Test
    fun `passkeys are used with the configured relying party`() = flowTest(null) {
        transport.next(Purpose.INTERACT)
        flow.close()
        startAt("challenge/webauthn.json", config)
        assertContains(prompt.ceremonies.single().options.expose(), """"rpId":"login.acme.example"""")
    }

    @Test
    fun `a new password is checked against the policy, unless that is turned off`() {
        for (checksPasswordPolicy in listOf(true, false)) {
            flowTest(null) {
                transport.next(Purpose.INTERACT)
                flow.close()
                startAt("enroll/password.json", config.copy(checksPasswordPolicy = checksPasswordPolicy))
                val form = checkNotNull(prompt.remediation(RemediationName.EnrollAuthenticator))
                val answer = prompt.answer(form).with("credentials.passcode", "short")
                if (checksPasswordPolicy) {
                    val error = assertFailsWith<IdxAnswerException> { flow.submit(answer) }
                    assertEquals(AnswerProblem.PASSWORD_POLICY, error.problem)
                    assertTrue(error.rules.any { it is PasswordRule.MinLength }, "${error.rules}")
                    assertTrue(transport.isIdle)
                } else {
                    flow.submit(answer)
                    transport.next(Purpose.SUBMIT)
                }
            }
        }
    }

    @Test
    fun `a flow with a state token continues the transaction of the hosted page`() = flowTest(null) {
        transport.next(Purpose.INTERACT)
        flow.close()
        start(config.copy(stateToken = Secret("state-token-1")))
        assertContains(transport.next(Purpose.INTROSPECT).request.body.expose(), """"stateToken":"state-token-1"""")
    }

    @Test
    fun `a flow that stops at the code has no tokens, and any other flow no code`() = flowTest(null) {
        transport.next(Purpose.INTERACT)
        flow.close()
        val ofFixture = FlowHarness.CONFIG.copy(clientId = "0oa1xmIF67D3PeKro9g7")
        start(ofFixture.copy(stopAtCode = true))
        transport.next(Purpose.INTERACT).reply("""{"interaction_handle": "h"}""")
        transport.next(Purpose.INTROSPECT).reply(Scenario.fixture("success/interaction-code.json"))
        val end = assertIs<IdxState.DoneWithCode>(flow.states.first { it.isFinal })
        assertEquals(end.code, flow.interactionCode())
        assertEquals(ConfigProblem.OTHER, assertFailsWith<IdxConfigException> { flow.tokens() }.problem)
        flow.close()

        start(ofFixture.copy(scopes = listOf("profile")))
        transport.next(Purpose.INTERACT).reply("""{"interaction_handle": "h"}""")
        transport.next(Purpose.INTROSPECT).reply(Scenario.fixture("success/interaction-code.json"))
        transport.next(Purpose.EXCHANGE).reply("""{"access_token": "access-1", "token_type": "Bearer"}""")
        assertEquals(Secret("access-1"), flow.tokens().accessToken)
        assertFailsWith<IdxConfigException> { flow.interactionCode() }
    }

    @Test
    fun `an invalid configuration is rejected, and nothing is sent`() = flowTest(null) {
        transport.next(Purpose.INTERACT)
        val problems = mapOf(
            config.copy(issuer = "http://id.acme.example") to ConfigProblem.ISSUER,
            config.copy(clientId = "") to ConfigProblem.CLIENT_ID,
            config.copy(redirectUri = "javascript:alert(1)") to ConfigProblem.REDIRECT_URI,
            config.copy(emailRedirectUri = "app:/x#fragment") to ConfigProblem.REDIRECT_URI,
            config.copy(state = Secret("")) to ConfigProblem.STATE,
            config.copy(headers = listOf(HttpHeader("Cookie", Secret("a=b")))) to ConfigProblem.RESERVED_HEADER,
            config.copy(headers = listOf(HttpHeader("X-One", Secret("a\nb")))) to ConfigProblem.HEADER,
            config.copy(relyingPartyId = "https://acme.example") to ConfigProblem.RELYING_PARTY_ID,
            config.copy(loginHint = "ada\uD83D") to ConfigProblem.OTHER,
        )
        for ((invalid, problem) in problems) {
            assertEquals(problem, assertFailsWith<IdxConfigException>("$problem") { start(invalid) }.problem)
        }
        assertTrue(transport.isIdle)
    }

    @Test
    fun `fields that are not set are not sent`() = flowTest(null) {
        val request = transport.next(Purpose.INTERACT).request
        val optional = setOf("client_secret", "acr_values", "login_hint", "max_age", "activation_token", "recovery_token")
        assertEquals(emptySet(), request.parameters.keys intersect optional)
        assertNull(request.header("Cookie"))
    }

    private val TransportRequest.parameters
        get() = body.expose().split('&').associate { pair ->
            pair.substringBefore('=') to URLDecoder.decode(pair.substringAfter('='), Charsets.UTF_8)
        }

    private fun TransportRequest.header(name: String) =
        headers.find { it.name.equals(name, ignoreCase = true) }?.value?.expose()
}
