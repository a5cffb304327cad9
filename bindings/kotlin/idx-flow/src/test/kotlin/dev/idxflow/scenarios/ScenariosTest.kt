package dev.idxflow.scenarios

import dev.idxflow.org.Org
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeoutOrNull
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.MethodSource
import kotlin.test.assertEquals
import kotlin.time.Duration.Companion.seconds

/** The scenarios that every language travels, over loopback HTTP with the JDK's client. */
class ScenariosTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.idxflow.scenarios.Scenario#all")
    fun `what happens is what happens in Rust`(scenario: Scenario) {
        assertEquals(scenario.transcript, runScenario(scenario) {})
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.idxflow.scenarios.Scenario#all")
    fun `the process may die after every step`(scenario: Scenario) {
        assertEquals(scenario.transcript, runScenario(scenario) { it.restart() })
    }

    @Test
    fun `there are eleven of them`() {
        assertEquals(11, Scenario.all().size)
    }

    private companion object {
        /** Nothing waits in these scenarios: what takes so long hangs. */
        val GUARD = 20.seconds
    }

    private fun runScenario(scenario: Scenario, afterStep: suspend (ScenarioRunner) -> Unit): String = runBlocking {
        Org(scenario.setup).use { org ->
            coroutineScope {
                val runner = ScenarioRunner(org, this)
                val end = withTimeoutOrNull(GUARD) {
                    runner.start()
                    scenario.steps.forEach {
                        runner.step(it)
                        afterStep(runner)
                    }
                }
                runner.leave()
                checkNotNull(end) { "it never ends: ${runner.shown} after ${runner.transcript}" }
                runner.transcript.toString()
            }
        }
    }
}
