package dev.idxflow.example

import kotlinx.coroutines.delay
import kotlinx.coroutines.withTimeoutOrNull
import java.io.Console
import java.io.FileDescriptor
import java.io.FileInputStream
import java.io.FileOutputStream
import java.io.IOException
import java.io.PrintStream
import kotlin.concurrent.thread
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds

/** Standard input and output: lines of text and, at a terminal, single keys. */
internal class Terminal {
    /** UTF-8 in every locale, because the QR code consists of Unicode block characters. */
    private val out = PrintStream(FileOutputStream(FileDescriptor.out), true, Charsets.UTF_8)
    private val keys = FileInputStream(FileDescriptor.`in`)
    private val console: Console? = System.console()?.takeIf(::isTerminal)
    private val originalSettings: String? = if (console == null) null else stty("-g")
    private var footer = emptyList<String>()

    init {
        // Restores the settings of the terminal after Ctrl-C.
        if (originalSettings != null) {
            Runtime.getRuntime().addShutdownHook(thread(start = false) { stty(originalSettings) })
        }
    }

    /** Whether standard input and output are a terminal. */
    val isInteractive: Boolean get() = console != null

    /** Whether standard output is a terminal, and the user has not turned colors off (https://no-color.org). */
    val hasColors: Boolean by lazy {
        System.getenv("NO_COLOR").isNullOrEmpty() && (isInteractive || isOutputTerminal())
    }

    /** The number of columns and rows. 80 and 24 if unknown. */
    val size: Pair<Int, Int>
        get() {
            val size = stty("size")?.split(' ')?.mapNotNull(String::toIntOrNull).orEmpty()
            return if (size.size == 2 && 0 !in size) size[1] to size[0] else 80 to 24
        }

    fun println(lines: List<String>) {
        clearFooter()
        lines.forEach(out::println)
    }

    fun println(line: String): Unit = println(listOf(line))

    /** Asks for a line of text. Returns null at the end of the input. */
    fun ask(label: String): String? {
        out.print("$label ")
        out.flush()
        return console?.readLine()
    }

    /** Asks for a line of text without echoing it. Returns null at the end of the input. */
    fun askHidden(label: String): CharArray? {
        out.print("$label ")
        out.flush()
        return console?.readPassword()
    }

    /** Draws lines below the output, in place of those drawn before. */
    fun drawFooter(lines: List<String>) {
        val width = size.first
        val cut = lines.map { it.take(width) }
        if (cut == footer) return
        clearFooter()
        cut.forEach(out::println)
        footer = cut
    }

    /** Runs [block] with single-key input, which is not echoed. Removes the footer afterwards. */
    suspend fun <T> withFooter(block: suspend () -> T): T {
        stty("-icanon", "-echo", "min", "1")
        try {
            return block()
        } finally {
            clearFooter()
            originalSettings?.let { stty(it) }
        }
    }

    /**
     * Returns the next key, or null after this time. Without `stty`, keys arrive after Enter is pressed.
     */
    suspend fun readKey(timeout: Duration): Char? = withTimeoutOrNull(timeout) {
        while (keys.available() == 0) delay(KEY_POLL_INTERVAL)
        keys.read().takeIf { it >= 0 }?.toChar()
    }

    private fun clearFooter() {
        if (footer.isNotEmpty()) out.print("\u001b[${footer.size}F\u001b[J")
        footer = emptyList()
    }
}

private val KEY_POLL_INTERVAL = 40.milliseconds

/** Since Java 22, `System.console()` is not null without a terminal, and `Console.isTerminal` exists. */
private fun isTerminal(console: Console): Boolean = try {
    Console::class.java.getMethod("isTerminal").invoke(console) as Boolean
} catch (_: NoSuchMethodException) {
    true
}

/** Whether standard output is a terminal. False if the program `test` does not exist. */
private fun isOutputTerminal(): Boolean = try {
    ProcessBuilder("test", "-t", "1").redirectOutput(ProcessBuilder.Redirect.INHERIT).start().waitFor() == 0
} catch (_: IOException) {
    false
}

/** Runs `stty` and returns its output. Returns null if it fails or does not exist. */
private fun stty(vararg args: String): String? = try {
    val process = ProcessBuilder("stty", *args).redirectInput(ProcessBuilder.Redirect.INHERIT).start()
    val output = process.inputStream.bufferedReader().readText().trim()
    output.takeIf { process.waitFor() == 0 }
} catch (_: IOException) {
    null
}
