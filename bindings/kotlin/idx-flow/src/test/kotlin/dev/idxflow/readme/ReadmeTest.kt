package dev.idxflow.readme

import dev.idxflow.IdxAnswerException
import dev.idxflow.IdxRedirectException
import dev.idxflow.IdxState
import dev.idxflow.answer
import dev.idxflow.engine.AnswerProblem
import dev.idxflow.engine.Notice
import dev.idxflow.engine.RedirectProblem
import dev.idxflow.engine.RemediationName
import dev.idxflow.engine.Secret
import dev.idxflow.engine.Snapshot
import dev.idxflow.org.Org
import dev.idxflow.remediation
import dev.idxflow.scenarios.Scenario
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Test
import java.time.Instant
import kotlin.io.path.Path
import kotlin.io.path.div
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.name
import kotlin.io.path.readText
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertIs
import kotlin.test.assertNotNull
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlin.time.Duration.Companion.seconds

/**
 * The Kotlin samples of the READMEs are the other files of this package, so that they are compiled and
 * run.
 */
class ReadmeTest {
    private val store = MemoryStore()

    @Test
    fun `the samples of the READMEs are the sources of this package`() {
        val root = Path(System.getProperty("idxflow.workspace"))
        val readmes = listOf(root / "README.md", root / "bindings/kotlin/README.md")
        val samples = readmes.flatMap { readme ->
            Regex("```kotlin\n(.*?)```", RegexOption.DOT_MATCHES_ALL)
                .findAll(readme.readText()).map { it.groupValues[1] }
        }.toSet()
        val sources = (root / "bindings/kotlin/idx-flow/src/test/kotlin/dev/idxflow/readme").listDirectoryEntries("*.kt")
            .filter { it.name != "ReadmeTest.kt" }.map { it.readText().substringAfter("\n\n") }.toSet()
        assertEquals(sources, samples)
    }

    @Test
    fun `the short sample signs in, and throws the message for a wrong password`() = runBlocking {
        Org().use { org ->
            assertNotNull(signIn(org.config, Org.LOGIN, Org.PASSWORD).idToken)
            val error = assertFailsWith<IllegalStateException> { signIn(org.config, Org.LOGIN, "wrong") }
            assertEquals("Unable to sign in", error.message)
        }
    }

    @Test
    fun `the sign-in sample signs in after a restart of the process and an invalid input`() = runBlocking {
        Org().use { org ->
            runModel { model ->
                model.start(org.config)
                model.state.first { it is IdxState.Ask }
            }
            assertNotNull(store.snapshot)
            runModel { model ->
                model.start(org.config)
                val prompt = assertNotNull(model.state.first { it is IdxState.Ask }.prompt)
                model.identify("", Org.PASSWORD, prompt).join()
                val error = assertIs<IdxAnswerException>(model.error.value)
                assertEquals(AnswerProblem.MISSING to "identifier", error.problem to error.field)
                assertEquals("Check your input.", errorText(error))
                model.identify(Org.LOGIN, Org.PASSWORD, prompt).join()
                assertNull(model.error.value)
                assertIs<IdxState.Done>(model.state.first { it.isFinal })
                assertNull(store.snapshot)
            }
        }
    }

    @Test
    fun `the sign-in sample handles a redirect that arrives before the flow is restored`(): Unit = runBlocking {
        val scenario = Scenario("P14")
        Org(scenario.setup).use { org ->
            val redirect = runModel { model ->
                model.start(org.config)
                val prompt = assertNotNull(model.state.first { it is IdxState.Ask }.prompt)
                model.submit(prompt.answer(assertNotNull(prompt.remediation(RemediationName.RedirectIdp))))
                val redirect = assertIs<IdxState.Redirect>(model.state.first { it is IdxState.Redirect })
                model.handleRedirect("com.example.app:/callback?state=other").join()
                assertEquals(RedirectProblem.STATE_MISMATCH, assertIs<IdxRedirectException>(model.error.value).problem)
                model.onBackground().join()
                redirect
            }
            val url = org.visit(redirect.url.value)
            runModel { model ->
                model.handleRedirect(url)
                model.start(org.config)
                assertIs<IdxState.Done>(model.state.first { it.isFinal })
            }
        }
    }

    @Test
    fun `the sign-in sample starts a new flow if the snapshot is invalid`() = runBlocking {
        store.snapshot = Snapshot("{}")
        Org().use { org ->
            runModel { model ->
                model.start(org.config)
                model.state.first { it is IdxState.Ask }
                store.snapshot = null
                model.onBackground().join()
                assertNotNull(store.snapshot)
                model.close()
                model.onBackground().join()
                model.onForeground().join()
                assertNull(model.error.value)
            }
        }
    }

    @Test
    fun `the token sample refreshes and revokes tokens`() = runBlocking {
        Org().use { org ->
            val job = Job()
            val flow = startLogged(org.config, CoroutineScope(job))
            flow.states.first { it is IdxState.Ask }
            flow.identify(Org.LOGIN, Secret(Org.PASSWORD), assertNotNull(flow.states.value.prompt))
            val tokens = assertNotNull(refresh(org.config, flow.tokens()))
            signOut(org.config, tokens)
            assertNull(refresh(org.config, tokens))
            flow.close()
            job.cancelAndJoin()
        }
    }

    @Test
    fun `the token sample exchanges a code`() = runBlocking {
        Org().use { org ->
            val job = Job()
            val flow = startKnown(org.config.copy(stopAtCode = true), CoroutineScope(job), Org.LOGIN, Org.PASSWORD)
            assertNotNull(exchange(org.config, flow.interactionCode()).idToken)
            job.cancelAndJoin()
        }
    }

    @Test
    fun `the sample texts are complete`() {
        val lost = noticeText(Notice.AnswerMayBeLost(attempts = 1))
        assertEquals("Your last answer may not have reached the server. Check your input and try again.", lost)
        assertTrue("Too many attempts" in noticeText(Notice.RateLimited("resend", Instant.EPOCH)))
        val limited = IdxAnswerException(AnswerProblem.RATE_LIMITED, "resend", "text", retryAfter = 30.seconds)
        assertEquals("Try again in 30 seconds.", errorText(limited))
        val otp = IdxRedirectException(RedirectProblem.STATE_MISMATCH, "text", Secret("123456"))
        assertEquals("Enter this code on your other device: 123456", errorText(otp))
    }

    /** Runs a model in its own scope, which ends like a process: the model is not closed. */
    private suspend fun <T> runModel(test: suspend (SignInModel) -> T): T {
        val job = Job()
        return try {
            test(SignInModel(CoroutineScope(job), store))
        } finally {
            job.cancelAndJoin()
        }
    }

    private class MemoryStore : SnapshotStore {
        @Volatile
        var snapshot: Snapshot? = null

        override suspend fun load() = snapshot

        override suspend fun save(snapshot: Snapshot) {
            this.snapshot = snapshot
        }

        override suspend fun delete() {
            snapshot = null
        }
    }
}
