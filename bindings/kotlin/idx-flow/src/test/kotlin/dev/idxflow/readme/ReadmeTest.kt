package dev.idxflow.readme

import dev.idxflow.IdxState
import dev.idxflow.engine.Snapshot
import dev.idxflow.org.Org
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import kotlinx.serialization.json.JsonObject
import org.junit.jupiter.api.Test
import kotlin.io.path.Path
import kotlin.io.path.div
import kotlin.io.path.readText
import kotlin.test.assertEquals
import kotlin.test.assertIs
import kotlin.test.assertNotNull
import kotlin.test.assertTrue

class ReadmeTest {
    private val folder = Path(System.getProperty("idxflow.workspace")) / "bindings" / "kotlin"

    @Test
    fun `the example is the one that is compiled here`() {
        val source = (folder / "idx-flow/src/test/kotlin/dev/idxflow/readme/SignInModel.kt").readText()
        val model = source.substring(source.indexOf("class SignInModel"), source.indexOf("\n/** The keystore")).trim()
        assertTrue(model in (folder / "README.md").readText(), "README.md has another one")
    }

    @Test
    fun `the example signs in, says what does not fit, and goes on after its process died`() = runBlocking {
        val keystore = Keystore()
        Org(JsonObject(emptyMap())).use { org ->
            val before = Job()
            SignInModel(CoroutineScope(before), keystore).run {
                start(org.config)
                state.first { it is IdxState.Ask }
                close()
            }
            before.cancelAndJoin()
            assertNotNull(keystore.snapshot)
            val after = Job()
            SignInModel(CoroutineScope(after), keystore).run {
                start(org.config)
                state.first { it is IdxState.Ask }
                identify("", Org.PASSWORD).join()
                assertEquals("identifier", mistake.value)
                identify(Org.LOGIN, Org.PASSWORD)
                assertIs<IdxState.Done>(state.first { it.isFinal })
                assertEquals(null, keystore.snapshot)
                close()
            }
            after.cancelAndJoin()
        }
    }

    @Test
    fun `the example starts anew where a snapshot is none, and saves in the background until it is closed`() = runBlocking {
        val keystore = Keystore().apply { snapshot = Snapshot("{}") }
        Org(JsonObject(emptyMap())).use { org ->
            val job = Job()
            SignInModel(CoroutineScope(job), keystore).run {
                start(org.config)
                state.first { it is IdxState.Ask }
                keystore.snapshot = null
                onBackground().join()
                assertNotNull(keystore.snapshot)
                close()
                onBackground().join()
                onForeground()
            }
            assertTrue(job.isActive)
            job.cancelAndJoin()
        }
    }

    private class Keystore : Saved {
        @Volatile
        var snapshot: Snapshot? = null

        override suspend fun load() = snapshot

        override suspend fun store(snapshot: Snapshot?) {
            this.snapshot = snapshot
        }
    }
}
