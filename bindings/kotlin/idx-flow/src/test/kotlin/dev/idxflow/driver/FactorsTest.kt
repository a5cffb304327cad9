package dev.idxflow.driver

import dev.idxflow.IdxAnswerException
import dev.idxflow.IdxState
import dev.idxflow.answer
import dev.idxflow.engine.AnswerProblem
import dev.idxflow.engine.ChallengeMethod
import dev.idxflow.engine.Purpose
import dev.idxflow.engine.RemediationName
import dev.idxflow.engine.Secret
import dev.idxflow.remediation
import dev.idxflow.scenarios.Scenario
import dev.idxflow.with
import kotlinx.coroutines.flow.first
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import org.junit.jupiter.api.Test
import java.util.Base64
import kotlin.test.assertContains
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertIs
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.toKotlinDuration

/** Factors that are answered by a program: WebAuthn, Duo, captchas and FastPass. */
class FactorsTest {
    @Test
    fun `the result of a WebAuthn ceremony is submitted`() = flowTest("challenge/webauthn.json") {
        val options = Json.parseToJsonElement(prompt.ceremonies.single().options.expose()).jsonObject
        val challenge = options.getValue("challenge").jsonPrimitive.content
        flow.webauthn(assertion(challenge), prompt)
        assertContains(transport.next(Purpose.SUBMIT).request.body.expose(), """"signatureData":"c2lnbmVk"""")
    }

    @Test
    fun `a WebAuthn response to another challenge is rejected`() = flowTest("challenge/webauthn.json") {
        val error = assertFailsWith<IdxAnswerException> { flow.webauthn(assertion("b3RoZXI"), prompt) }
        assertEquals(AnswerProblem.WEBAUTHN_RESPONSE, error.problem)
        assertIs<IdxState.Ask>(state)
    }

    @Test
    fun `the result of Duo's frame is submitted`() = flowTest("challenge/duo.json") {
        flow.duo(Secret("AUTH|canary"), prompt)
        assertContains(transport.next(Purpose.SUBMIT).request.body.expose(), """"signatureData":"AUTH|canary"""")
    }

    @Test
    fun `a captcha token is submitted with the answer`() = flowTest("prompts/identify-with-recaptcha.json") {
        val answer = prompt.answer(checkNotNull(prompt.remediation(RemediationName.Identify))).with("identifier", "ada")
        assertEquals(AnswerProblem.CAPTCHA, assertFailsWith<IdxAnswerException> { flow.submit(answer) }.problem)
        flow.submit(answer, captcha = Secret("solved"))
        assertContains(transport.next(Purpose.SUBMIT).request.body.expose(), """"captchaToken":"solved"""")
    }

    @Test
    fun `a user consents to some of the scopes`() = flowTest("prompts/granular-consent.json") {
        flow.consent(true, mapOf("reports" to false), prompt)
        val body = transport.next(Purpose.SUBMIT).request.body.expose()
        assertContains(body, """"consent":true""")
        assertContains(body, """"reports":false""")
    }

    @Test
    fun `Okta Verify on this device is probed in the background, port by port`() = flowTest("device/probe-loopback.json") {
        val probe = transport.next(Purpose.PROBE)
        assertEquals(ChallengeMethod.Loopback, flow.deviceChallenge()?.method)
        assertIs<IdxState.Waiting>(state)
        assertEquals(100.milliseconds, probe.request.timeout?.toKotlinDuration())
        assertFalse("stateHandle" in probe.request.body.expose())
        probe.fail()
        val found = transport.next(Purpose.PROBE)
        assertFalse(found.request.url.value == probe.request.url.value)
        found.reply("")
        assertContains(transport.next(Purpose.CHALLENGE).also { it.reply("") }.request.body.expose(), "challengeRequest")
        transport.next(Purpose.POLL).reply(Scenario.fixture(FlowHarness.IDENTIFY))
        assertIs<IdxState.Ask>(flow.states.first { it is IdxState.Ask })
    }

    private fun assertion(challenge: String): String {
        val data = Base64.getUrlEncoder().encodeToString("""{"type":"webauthn.get","challenge":"$challenge"}""".toByteArray())
        return """{"id":"a2V5","rawId":"a2V5","type":"public-key","clientExtensionResults":{},
            "response":{"clientDataJSON":"${data.trimEnd('=')}","authenticatorData":"AAEC","signature":"c2lnbmVk"}}"""
    }
}
