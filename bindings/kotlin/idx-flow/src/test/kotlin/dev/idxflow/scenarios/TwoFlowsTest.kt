package dev.idxflow.scenarios

import dev.idxflow.IdxState
import dev.idxflow.org.Org
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Test
import kotlin.test.assertEquals
import kotlin.test.assertIs

class TwoFlowsTest {
    @Test
    fun `two flows at once do not disturb each other`() = runBlocking {
        val scenario = Scenario("E1")
        Org(scenario.setup).use { org ->
            coroutineScope {
                val one = ScenarioRunner(org, this)
                val other = ScenarioRunner(org, this)
                one.start()
                other.start()
                scenario.steps.dropLast(1).forEach {
                    other.step(listOf("identify", Org.LOGIN, "Wrong-Horse-1"))
                    one.step(it)
                }
                assertIs<IdxState.Ask>(other.shown)
                one.step(scenario.steps.last())
                assertEquals(scenario.transcript, "${one.transcript}")
                val refused = "ask: identify cancel !errors.E0000004"
                assertEquals(4, "${other.transcript}".lines().count { it == refused }, "${other.transcript}")
                one.leave()
                other.leave()
            }
        }
    }
}
