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

/**
 * Runs the shared scenarios over loopback HTTP with [JavaNetTransport][dev.idxflow.JavaNetTransport].
 */
class ScenariosTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.idxflow.scenarios.Scenario#all")
    fun `the transcript is the same as in Rust`(scenario: Scenario) {
        assertEquals(scenario.transcript, runScenario(scenario) {})
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.idxflow.scenarios.Scenario#all")
    fun `the transcript is the same if the flow is restored after every step`(scenario: Scenario) {
        assertEquals(scenario.transcript, runScenario(scenario) { it.restart() })
    }

    @Test
    fun `there are fifteen scenarios`() {
        assertEquals(15, Scenario.all().size)
    }

    private companion object {
        /** The scenarios do not wait for real time. The timeout stops one that hangs. */
        val TIMEOUT = 20.seconds
    }

    private fun runScenario(scenario: Scenario, afterStep: suspend (ScenarioRunner) -> Unit): String = runBlocking {
        Org(scenario.setup).use { org ->
            coroutineScope {
                val runner = ScenarioRunner(org, this)
                val completed = withTimeoutOrNull(TIMEOUT) {
                    runner.start()
                    scenario.steps.forEach {
                        runner.step(it)
                        afterStep(runner)
                    }
                }
                runner.close()
                checkNotNull(completed) { "timeout in state ${runner.state} after ${runner.transcript}" }
                runner.transcript.toString()
            }
        }
    }
}
