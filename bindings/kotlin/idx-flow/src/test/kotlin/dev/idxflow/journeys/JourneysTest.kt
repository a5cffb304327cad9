package dev.idxflow.journeys

import dev.idxflow.org.Org
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeoutOrNull
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.MethodSource
import kotlin.test.assertEquals
import kotlin.time.Duration.Companion.seconds

/** The journeys that every language travels, over loopback HTTP with the JDK's client. */
class JourneysTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.idxflow.journeys.Journey#all")
    fun `what happens is what happens in Rust`(journey: Journey) {
        assertEquals(journey.transcript, travel(journey) {})
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.idxflow.journeys.Journey#all")
    fun `the process may die after every step`(journey: Journey) {
        assertEquals(journey.transcript, travel(journey) { it.restart() })
    }

    @Test
    fun `there are eleven of them`() {
        assertEquals(11, Journey.all().size)
    }

    private companion object {
        /** Nothing waits in these journeys: what takes so long hangs. */
        val GUARD = 20.seconds
    }

    private fun travel(journey: Journey, afterStep: suspend (Traveller) -> Unit): String = runBlocking {
        Org(journey.setup).use { org ->
            coroutineScope {
                val traveller = Traveller(org, this)
                val end = withTimeoutOrNull(GUARD) {
                    traveller.start()
                    journey.steps.forEach {
                        traveller.step(it)
                        afterStep(traveller)
                    }
                }
                traveller.leave()
                checkNotNull(end) { "it never ends: ${traveller.shown} after ${traveller.transcript}" }
                traveller.transcript.toString()
            }
        }
    }
}
