package dev.idxflow.example

import java.nio.file.Path
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertTrue

class ArgumentsTest {
    @Test
    fun `there need be none`() {
        assertEquals(Arguments(), parse())
    }

    @Test
    fun `a value follows, or stands behind an equals sign`() {
        val expected = Arguments(Path.of("a=b"), polls = 3)
        assertEquals(expected, parse("--polls", "3", "--state", "a=b"))
        assertEquals(expected, parse("--state=a=b", "--polls=3"))
    }

    @Test
    fun `the state may be kept without leaving`() {
        assertEquals(Arguments(Path.of("file")), parse("--state", "file"))
    }

    @Test
    fun `help is help, whatever else is said`() {
        assertTrue(parse("--polls", "1", "-h").help)
        assertTrue(parse("--help").help)
    }

    @Test
    fun `what is wrong is said, and how it is right`() {
        assertWrong("There is no argument --poll.", "--poll", "1")
        assertWrong("There is no argument file.", "file")
        assertWrong("--state wants a value.", "--state")
        assertWrong("--state wants the name of a file.", "--state=")
        assertWrong("--polls wants a number above 0, and 0 is none.", "--state", "file", "--polls", "0")
        assertWrong("--polls wants a number above 0, and many is none.", "--state", "file", "--polls", "many")
        assertWrong("--polls wants --state FILE, too: nothing could go on without it.", "--polls", "1")
    }

    private fun assertWrong(message: String, vararg words: String) {
        val stop = assertFailsWith<ExitError> { parse(*words) }
        assertEquals(ExitError.WRONG_ARGUMENTS, stop.code)
        assertEquals("$message\n\n$USAGE", stop.message)
    }

    private fun parse(vararg words: String) = Arguments.parse(words.asList())
}
