package dev.idxflow.example

import java.nio.file.Path
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertTrue

class ArgumentsTest {
    @Test
    fun `all arguments are optional`() {
        assertEquals(Arguments(), parse())
    }

    @Test
    fun `a value follows its name after a space or an equals sign`() {
        val expected = Arguments(Path.of("a=b"), polls = 3)
        assertEquals(expected, parse("--polls", "3", "--state", "a=b"))
        assertEquals(expected, parse("--state=a=b", "--polls=3"))
    }

    @Test
    fun `--state can be used without --polls`() {
        assertEquals(Arguments(Path.of("file")), parse("--state", "file"))
    }

    @Test
    fun `--help overrides other arguments`() {
        assertTrue(parse("--polls", "1", "-h").help)
        assertTrue(parse("--help").help)
    }

    @Test
    fun `invalid arguments are reported with the usage`() {
        assertInvalid("Unknown argument: --poll", "--poll", "1")
        assertInvalid("Unknown argument: file", "file")
        assertInvalid("--state requires a value.", "--state")
        assertInvalid("--state requires a file name.", "--state=")
        assertInvalid("--polls requires a number greater than 0, not: 0", "--state", "file", "--polls", "0")
        assertInvalid("--polls requires a number greater than 0, not: many", "--state", "file", "--polls", "many")
        assertInvalid("--polls requires --state FILE, where the sign-in is saved.", "--polls", "1")
    }

    private fun assertInvalid(message: String, vararg args: String) {
        val error = assertFailsWith<ExitError> { parse(*args) }
        assertEquals(ExitError.INVALID_ARGUMENTS, error.code)
        assertEquals("$message\n\n$USAGE", error.message)
    }

    private fun parse(vararg args: String) = Arguments.parse(args.asList())
}
