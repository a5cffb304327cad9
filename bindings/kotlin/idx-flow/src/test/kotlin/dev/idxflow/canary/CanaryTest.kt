package dev.idxflow.canary

import dev.idxflow.IdxInputException
import dev.idxflow.IdxState
import dev.idxflow.JavaNetTransport
import dev.idxflow.engine.Answer
import dev.idxflow.engine.Secret
import dev.idxflow.engine.Snapshot
import dev.idxflow.engine.Tokens
import dev.idxflow.engine.Value
import dev.idxflow.journeys.Journey
import dev.idxflow.journeys.Traveller
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
class CanaryTest {
    private val canaries = Canaries()
    private val shown: MutableList<String> = Collections.synchronizedList(mutableListOf())

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = ["E1", "E7", "C1", "C4", "A4", "P14"])
    fun `nothing that can be printed shows a secret`(name: String) = runBlocking {
        val journey = Journey(name)
        Org(journey.setup).use { org ->
            coroutineScope {
                val traveller = Traveller(org, this, canaries.watching(JavaNetTransport())) { shown += "$it" }
                traveller.start()
                look(traveller)
                for (step in journey.steps) {
                    typed(step)?.let { canaries.add("password", it) }
                    traveller.step(step)
                    look(traveller)
                    mistake(traveller)
                }
                look(traveller)
                traveller.leave()
            }
        }
        for (always in ALWAYS) {
            assertTrue(always in canaries.names, "$always was never seen among ${canaries.names}")
        }
        val rare = mapOf("E1" to "qrcode", "E7" to "setupOVUrl", "A4" to "passcode", "P14" to "interaction_code")
        rare[name]?.let { assertTrue(it in canaries.names, "$it was never seen among ${canaries.names}") }
        assertTrue(shown.size > 20)
        shown.forEach { assertNull(canaries.shownIn(it), it) }
    }

    @Test
    fun `each secret would be seen`() {
        canaries.json("""{"stateHandle": "02.handle", "value": [{"name": "passcode", "value": "hunter2"}]}""")
        canaries.json("""{"href": "https://id.acme.example/?state=forged1"}""")
        canaries.json("""{"page": "{\"stateHandle\": \"02.inner\"}"}""")
        canaries.picture(ByteArray(80) { it.toByte() })
        assertEquals(setOf("stateHandle", "passcode", "state", "qrcode"), canaries.names)
        for (secret in canaries.texts) assertNotNull(canaries.shownIn("Answer(text=$secret)"))
        // what a value would look like that does not hide it
        data class Leaky(val passcode: String)
        assertEquals("hunter2" to "passcode", canaries.shownIn("${Leaky("hunter2")}"))
        assertNull(canaries.shownIn("Answer(text=[secret])"))
    }

    /** The password that the step types. */
    private fun typed(step: List<String>) = when (step.first()) {
        "identify" -> step.getOrNull(2)
        "passcode" -> step[1]
        else -> null
    }

    /** Everything that an app has in its hands at a page. */
    private fun look(traveller: Traveller) {
        val flow = traveller.flow
        val snapshot = flow.save()
        canaries.json(snapshot.expose())
        val state = traveller.shown
        (state as? IdxState.ShowQr)?.let { canaries.picture(it.qr.png.bytes) }
        (state as? IdxState.Redirect)?.let { canaries.address(it.url.text) }
        state.prompt?.context?.sameDevice?.setupUrl?.let { canaries.add("setupOVUrl", it.text) }
        val assertion = runCatching { assertEquals(state, OTHER) }.exceptionOrNull()
        val all = listOf(state, state.page, state.prompt, snapshot, Snapshot(snapshot.expose()), flow, flow.responseJson(), assertion)
        shown += all.map { "$it ${(it as? Throwable)?.stackTraceToString().orEmpty()}" }
        (state as? IdxState.Done)?.let { shown += listOf(it.tokens, it.tokens.idToken, it.tokens.accessToken).map(Any?::toString) }
    }

    /** An answer that is refused: what is thrown repeats nothing of it. */
    private suspend fun mistake(traveller: Traveller) {
        canaries.add("passcode", "canary-in-a-mistake")
        val answer = Answer("cancel", mapOf("canary" to Value.Text(Secret("canary-in-a-mistake"))))
        val error = runCatching { traveller.flow.answer(answer) }.exceptionOrNull()
        assertTrue(error is IdxInputException, "$error")
        shown += listOf(error.toString(), error.stackTraceToString(), answer.toString())
        val forged = "com.example.app:/callback?state=canary-in-a-mistake"
        shown += runCatching { traveller.flow.redirected(forged) }.exceptionOrNull()!!.stackTraceToString()
    }

    private companion object {
        val ALWAYS =
            setOf("device_token", "verifier", "state", "nonce", "handle", "interaction_code", "access_token", "refresh_token", "raw")

        /** No flow ends like this: what is held against it is printed. */
        val OTHER = IdxState.Done(Tokens(Secret("none"), "Bearer", null, null, emptyList(), null, null, null))
    }
}
