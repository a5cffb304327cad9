package dev.idxflow.example

import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.TimeUnit
import kotlin.io.path.exists
import kotlin.io.path.readText
import kotlin.io.path.writeText
import kotlin.test.Test
import kotlin.test.assertContains
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertTrue

/** The program as it is started, nobody at a terminal, against the simulated org over loopback HTTP. */
class ProgramTest {
    @TempDir
    lateinit var folder: Path

    private val state: Path get() = folder.resolve("state")
    private val org: Process by lazy {
        val setup = folder.resolve("org.json")
        setup.writeText("""{"policy": {"required": ["okta_verify"], "poll_interval_ms": 1000}}""")
        ProcessBuilder(System.getProperty("idxflow.sim"), "--attached", "--setup", "$setup").start()
    }
    private val line: String by lazy { org.inputReader().readLine() }

    @AfterEach
    fun stop() {
        org.destroy()
    }

    @Test
    fun `one run leaves after a poll, and the next goes on to the end`() {
        val first = run("--state", "$state", "--polls", "1")
        assertEquals(0, first.code, first.text)
        assertContains(first.text, "Poll 1: HTTP 200")
        assertFalse("Poll 2" in first.text || "Signed in" in first.text, first.text)
        val code = first.text.lines().filter { Qr.DARK_ON_LIGHT in it }
        assertTrue(code.size > 20, first.text)

        val second = run("--state", "$state")
        assertEquals(0, second.code, second.text)
        assertEquals(code, second.text.lines().filter { Qr.DARK_ON_LIGHT in it }, "another code, or none")
        assertTrue(second.text.endsWith("\nSigned in as ada@example.com\nScopes: openid profile email\n"), second.text)
        assertFalse(state.exists())
    }

    @Test
    fun `a wrong password ends it, and is written nowhere`() {
        val said = run("--state", "$state", line = line.replace("Correct-Horse-1", "no-horse-at-all"))
        assertEquals(ExitError.FAILED, said.code, said.text)
        assertContains(said.text, "✗ Unable to sign in\nNot signed in: the org refuses it.\n")
        assertFalse("no-horse-at-all" in said.text + state.readText())
    }

    @Test
    fun `what is no snapshot is left as it is`() {
        state.writeText("a letter")
        val said = run("--state", "$state")
        assertEquals(ExitError.FAILED, said.code, said.text)
        assertContains(said.text, "$state holds no sign-in to go on from")
        assertEquals("a letter", Files.readString(state))
    }

    @Test
    fun `without an org it says where one comes from`() {
        for (line in listOf("", "no JSON", "[]", """{"issuer": "http://127.0.0.1"}""")) {
            val said = run(line = line)
            assertEquals(ExitError.FAILED, said.code, said.text)
            assertContains(said.text, "IDX_FLOW_ORG")
            assertContains(said.text, "cargo xtask demo kotlin")
        }
    }

    private class Said(val code: Int, val text: String)

    private fun run(vararg words: String, line: String = this.line): Said {
        val java = Path.of(System.getProperty("java.home"), "bin", "java")
        val program = listOf("$java", "-cp", System.getProperty("java.class.path"), "dev.idxflow.example.MainKt")
        val output = folder.resolve("output").toFile()
        val builder = ProcessBuilder(program + words).redirectErrorStream(true).redirectOutput(output)
        builder.environment()["IDX_FLOW_ORG"] = line
        val process = builder.start()
        process.outputStream.close()
        // nothing takes so long but what hangs, and that is not to outlive the test
        if (!process.waitFor(30, TimeUnit.SECONDS)) process.destroyForcibly()
        return Said(process.waitFor(), output.readText())
    }
}
