package dev.idxflow.secretleak

import dev.idxflow.IdxAnswerException
import dev.idxflow.IdxState
import dev.idxflow.JavaNetTransport
import dev.idxflow.engine.Answer
import dev.idxflow.engine.Secret
import dev.idxflow.engine.Snapshot
import dev.idxflow.engine.Tokens
import dev.idxflow.engine.Value
import dev.idxflow.org.Org
import dev.idxflow.scenarios.Scenario
import dev.idxflow.scenarios.ScenarioRunner
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource
import java.util.Collections
import kotlin.test.assertEquals
import kotlin.test.assertNotNull
import kotlin.test.assertNull
import kotlin.test.assertTrue

/** Checks that no text that an app could print contains a secret. */
class SecretLeakTest {
    private val scanner = SecretScanner()
    private val printed: MutableList<String> = Collections.synchronizedList(mutableListOf())

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = ["E1", "E7", "C1", "C4", "A4", "P14", "S2", "S6"])
    fun `no printable text contains a secret`(name: String) = runBlocking {
        val scenario = Scenario(name)
        Org(scenario.setup).use { org ->
            coroutineScope {
                val runner = ScenarioRunner(org, this, scanner.watch(JavaNetTransport())) { printed += "$it" }
                runner.start()
                printEverything(runner)
                for (step in scenario.steps) {
                    typedSecret(step)?.let { scanner.add("password", it) }
                    runner.step(step)
                    printEverything(runner)
                    printErrors(runner)
                }
                printEverything(runner)
                runner.close()
            }
        }
        for (expected in EXPECTED_IN_ALL) {
            assertTrue(expected in scanner.names, "$expected was not recorded: ${scanner.names}")
        }
        EXPECTED_IN[name]?.let { assertTrue(it in scanner.names, "$it was not recorded: ${scanner.names}") }
        assertTrue(printed.size > 20)
        printed.forEach { assertNull(scanner.findIn(it), it) }
    }

    @Test
    fun `the scanner finds secrets`() {
        scanner.addJson("""{"stateHandle": "02.handle", "value": [{"name": "passcode", "value": "hunter2"}]}""")
        scanner.addJson("""{"href": "https://id.acme.example/?state=forged1"}""")
        scanner.addJson("""{"response": "{\"stateHandle\": \"02.inner\"}"}""")
        scanner.addImage(ByteArray(80) { it.toByte() })
        assertEquals(setOf("stateHandle", "passcode", "state", "qrcode"), scanner.names)
        for (secret in scanner.secrets) assertNotNull(scanner.findIn("Answer(text=$secret)"))
        // A data class that does not redact its property.
        data class LeakySample(val passcode: String)
        assertEquals("hunter2" to "passcode", scanner.findIn("${LeakySample("hunter2")}"))
        assertNull(scanner.findIn("Answer(text=[secret])"))
    }

    /** Returns the password or code that is typed in this step. */
    private fun typedSecret(step: List<String>) = when (step.first()) {
        "identify" -> step.getOrNull(2)
        "enter_passcode" -> step[1]
        else -> null
    }

    /** Prints every object that an app can get from the flow. */
    private fun printEverything(runner: ScenarioRunner) {
        val flow = runner.flow
        val snapshot = flow.save()
        scanner.addJson(snapshot.expose())
        val state = runner.state
        (state as? IdxState.ShowQr)?.let { scanner.addImage(it.qr.png.bytes) }
        (state as? IdxState.Redirect)?.let { scanner.addUrl(it.url.value) }
        state.prompt?.contextualData?.sameDevice?.setupUrl?.let { scanner.add("setupOVUrl", it.value) }
        val assertion = runCatching { assertEquals(state, UNEQUAL_STATE) }.exceptionOrNull()
        val all = listOf(state, state.prompt, snapshot, Snapshot(snapshot.expose()), flow, flow.responseJson(), flow.browserSessionUrl(), assertion)
        printed += all.map { "$it ${(it as? Throwable)?.stackTraceToString().orEmpty()}" }
        (state as? IdxState.Done)?.let { printed += listOf(it.tokens, it.tokens.idToken, it.tokens.accessToken).map(Any?::toString) }
    }

    /** Prints the exceptions for an invalid answer and an invalid redirect. */
    private suspend fun printErrors(runner: ScenarioRunner) {
        scanner.add("passcode", "canary-in-an-answer")
        val answer = Answer("cancel", mapOf("canary" to Value.Text(Secret("canary-in-an-answer"))), promptVersion = 1)
        val error = runCatching { runner.flow.submit(answer) }.exceptionOrNull()
        assertTrue(error is IdxAnswerException, "$error")
        printed += listOf(error.toString(), error.stackTraceToString(), answer.toString())
        val forged = "com.example.app:/callback?state=canary-in-an-answer&otp=canary-in-an-answer"
        printed += runCatching { runner.flow.handleRedirect(forged) }.exceptionOrNull()!!.stackTraceToString()
    }

    private companion object {
        /** The secrets that the scanner must record in every scenario. */
        val EXPECTED_IN_ALL =
            setOf("device_token", "verifier", "state", "nonce", "handle", "interaction_code", "access_token", "refresh_token", "id_token")

        /** The secrets that the scanner must record in these scenarios. */
        val EXPECTED_IN = mapOf("E1" to "qrcode", "E7" to "setupOVUrl", "A4" to "passcode", "P14" to "interaction_code")

        /** Not equal to any state of a scenario, so that a failed assertion prints the state. */
        val UNEQUAL_STATE = IdxState.Done(Tokens(Secret("none"), "Bearer", null, null, emptyList(), null, null, null))
    }
}
