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
    fun `two flows at the same time are independent`() = runBlocking {
        val scenario = Scenario("E1")
        Org(scenario.setup).use { org ->
            coroutineScope {
                val first = ScenarioRunner(org, this)
                val second = ScenarioRunner(org, this)
                first.start()
                second.start()
                scenario.steps.dropLast(1).forEach {
                    second.step(listOf("identify", Org.LOGIN, "Wrong-Horse-1"))
                    first.step(it)
                }
                assertIs<IdxState.Ask>(second.state)
                first.step(scenario.steps.last())
                assertEquals(scenario.transcript, "${first.transcript}")
                val rejected = "ask: identify cancel !errors.E0000004"
                assertEquals(4, "${second.transcript}".lines().count { it == rejected }, "${second.transcript}")
                first.close()
                second.close()
            }
        }
    }
}
