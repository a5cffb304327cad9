package dev.idxflow.secretleak

import dev.idxflow.IdxInputException
import dev.idxflow.IdxState
import dev.idxflow.JavaNetTransport
import dev.idxflow.engine.Answer
import dev.idxflow.engine.Secret
import dev.idxflow.engine.Snapshot
import dev.idxflow.engine.Tokens
import dev.idxflow.engine.Value
import dev.idxflow.scenarios.Scenario
import dev.idxflow.scenarios.ScenarioRunner
import dev.idxflow.org.Org
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

/** No secret shows in anything that an app could print. */
class SecretLeakTest {
    private val secrets = SecretScanner()
    private val shown: MutableList<String> = Collections.synchronizedList(mutableListOf())

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = ["E1", "E7", "C1", "C4", "A4", "P14"])
    fun `nothing that can be printed shows a secret`(name: String) = runBlocking {
        val scenario = Scenario(name)
        Org(scenario.setup).use { org ->
            coroutineScope {
                val runner = ScenarioRunner(org, this, secrets.watching(JavaNetTransport())) { shown += "$it" }
                runner.start()
                look(runner)
                for (step in scenario.steps) {
                    typed(step)?.let { secrets.add("password", it) }
                    runner.step(step)
                    look(runner)
                    mistake(runner)
                }
                look(runner)
                runner.leave()
            }
        }
        for (always in ALWAYS) {
            assertTrue(always in secrets.names, "$always was never seen among ${secrets.names}")
        }
        val rare = mapOf("E1" to "qrcode", "E7" to "setupOVUrl", "A4" to "passcode", "P14" to "interaction_code")
        rare[name]?.let { assertTrue(it in secrets.names, "$it was never seen among ${secrets.names}") }
        assertTrue(shown.size > 20)
        shown.forEach { assertNull(secrets.shownIn(it), it) }
    }

    @Test
    fun `each secret would be seen`() {
        secrets.json("""{"stateHandle": "02.handle", "value": [{"name": "passcode", "value": "hunter2"}]}""")
        secrets.json("""{"href": "https://id.acme.example/?state=forged1"}""")
        secrets.json("""{"prompt": "{\"stateHandle\": \"02.inner\"}"}""")
        secrets.picture(ByteArray(80) { it.toByte() })
        assertEquals(setOf("stateHandle", "passcode", "state", "qrcode"), secrets.names)
        for (secret in secrets.texts) assertNotNull(secrets.shownIn("Answer(text=$secret)"))
        // what a value would look like that does not hide it
        data class LeakySample(val passcode: String)
        assertEquals("hunter2" to "passcode", secrets.shownIn("${LeakySample("hunter2")}"))
        assertNull(secrets.shownIn("Answer(text=[secret])"))
    }

    /** The password that the step types. */
    private fun typed(step: List<String>) = when (step.first()) {
        "identify" -> step.getOrNull(2)
        "passcode" -> step[1]
        else -> null
    }

    /** Everything that an app has in its hands at a prompt. */
    private fun look(runner: ScenarioRunner) {
        val flow = runner.flow
        val snapshot = flow.save()
        secrets.json(snapshot.expose())
        val state = runner.shown
        (state as? IdxState.ShowQr)?.let { secrets.picture(it.qr.png.bytes) }
        (state as? IdxState.Redirect)?.let { secrets.address(it.url.value) }
        state.prompt?.contextualData?.sameDevice?.setupUrl?.let { secrets.add("setupOVUrl", it.text) }
        val assertion = runCatching { assertEquals(state, OTHER) }.exceptionOrNull()
        val all = listOf(state, state.prompt, state.prompt, snapshot, Snapshot(snapshot.expose()), flow, flow.responseJson(), assertion)
        shown += all.map { "$it ${(it as? Throwable)?.stackTraceToString().orEmpty()}" }
        (state as? IdxState.Done)?.let { shown += listOf(it.tokens, it.tokens.idToken, it.tokens.accessToken).map(Any?::toString) }
    }

    /** An answer that is refused: what is thrown repeats nothing of it. */
    private suspend fun mistake(runner: ScenarioRunner) {
        secrets.add("passcode", "canary-in-a-mistake")
        val answer = Answer("cancel", mapOf("canary" to Value.Text(Secret("canary-in-a-mistake"))))
        val error = runCatching { runner.flow.submit(answer) }.exceptionOrNull()
        assertTrue(error is IdxInputException, "$error")
        shown += listOf(error.toString(), error.stackTraceToString(), answer.toString())
        val forged = "com.example.app:/callback?state=canary-in-a-mistake"
        shown += runCatching { runner.flow.handleRedirect(forged) }.exceptionOrNull()!!.stackTraceToString()
    }

    private companion object {
        val ALWAYS =
            setOf("device_token", "verifier", "state", "nonce", "handle", "interaction_code", "access_token", "refresh_token", "raw")

        /** No flow ends like this: what is held against it is printed. */
        val OTHER = IdxState.Done(Tokens(Secret("none"), "Bearer", null, null, emptyList(), null, null, null))
    }
}
