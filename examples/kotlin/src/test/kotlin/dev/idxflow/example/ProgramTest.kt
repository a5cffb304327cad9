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

/** Runs the program without a terminal, against the simulated org over loopback HTTP. */
class ProgramTest {
    @TempDir
    lateinit var folder: Path

    private val state: Path get() = folder.resolve("state")
    private val org: Process by lazy {
        val setup = folder.resolve("org.json")
        setup.writeText("""{"policy": {"required": ["okta_verify"], "poll_interval_ms": 1000}}""")
        ProcessBuilder(System.getProperty("idxflow.sim"), "--attached", "--setup", "$setup").start()
    }
    private val serverInfo: String by lazy { org.inputReader().readLine() }

    @AfterEach
    fun stopOrg() {
        org.destroy()
    }

    @Test
    fun `a run that stops after a poll is continued by the next run`() {
        val first = run("--state", "$state", "--polls", "1")
        assertEquals(0, first.code, first.text)
        assertContains(first.text, "Poll 1: HTTP 200")
        assertFalse("Poll 2" in first.text || "Signed in" in first.text, first.text)
        val qrCode = qrCode(first.text)
        assertTrue(qrCode.size > 20, first.text)

        val second = run("--state", "$state")
        assertEquals(0, second.code, second.text)
        assertEquals(qrCode, qrCode(second.text), "the QR code has changed")
        assertContains(second.text, "\nOkta Verify is set up.\n\nSigned in as Ada Lovelace (ada@example.com)\n")
        assertContains(second.text, "\n  Scopes      openid profile email\n")
        assertContains(second.text, "\n  amr                 pwd, swk, mfa\n")
        assertFalse('\u001b' in second.text, "a file has no colors")
        assertFalse("eyJ" in second.text, "the output contains a token")
        assertFalse(state.exists())
    }

    @Test
    fun `a wrong password ends the program, is printed only in the introduction and is not saved`() {
        val result = run("--state", "$state", serverInfo = serverInfo.replace("Correct-Horse-1", "wrong-password"))
        assertEquals(ExitError.FAILED, result.code, result.text)
        assertContains(result.text, "✗ Unable to sign in\nSign-in failed: the org rejected the user's credentials.\n")
        val intro = "Sign in as ada@example.com with the password wrong-password.\n"
        assertContains(result.text, intro)
        assertFalse("wrong-password" in result.text.substringAfter(intro) + state.readText())
    }

    @Test
    fun `an invalid state file is not changed`() {
        state.writeText("not a snapshot")
        val result = run("--state", "$state")
        assertEquals(ExitError.FAILED, result.code, result.text)
        assertContains(result.text, "$state cannot be restored")
        assertEquals("not a snapshot", Files.readString(state))
    }

    @Test
    fun `an invalid IDX_FLOW_ORG is reported with the command that sets it`() {
        for (invalid in listOf("", "not JSON", "[]", """{"issuer": "http://127.0.0.1"}""")) {
            val result = run(serverInfo = invalid)
            assertEquals(ExitError.FAILED, result.code, result.text)
            assertContains(result.text, "IDX_FLOW_ORG")
            assertContains(result.text, "cargo xtask demo kotlin")
        }
    }

    private fun qrCode(text: String) = text.lines().filter { line -> line.any { it in "█▀▄" } }

    private class Output(val code: Int, val text: String)

    private fun run(vararg args: String, serverInfo: String = this.serverInfo): Output {
        val java = Path.of(System.getProperty("java.home"), "bin", "java")
        val command = listOf("$java", "-cp", System.getProperty("java.class.path"), "dev.idxflow.example.MainKt")
        val output = folder.resolve("output").toFile()
        val builder = ProcessBuilder(command + args).redirectErrorStream(true).redirectOutput(output)
        builder.environment()["IDX_FLOW_ORG"] = serverInfo
        val process = builder.start()
        process.outputStream.close()
        // Kills a process that hangs.
        if (!process.waitFor(30, TimeUnit.SECONDS)) process.destroyForcibly()
        return Output(process.waitFor(), output.readText())
    }
}
