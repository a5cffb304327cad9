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

/** Lines of text, and a person's keys where there is a person. */
internal class Terminal {
    /** UTF-8 whatever the locale says: half blocks are in no other. */
    private val out = PrintStream(FileOutputStream(FileDescriptor.out), true, Charsets.UTF_8)
    private val keys = FileInputStream(FileDescriptor.`in`)
    private val console: Console? = System.console()?.takeIf(::isTerminal)
    private val usual: String? = if (console == null) null else stty("-g")
    private var live = emptyList<String>()

    init {
        // Ctrl-C ends the process; the terminal is to be as it was
        if (usual != null) Runtime.getRuntime().addShutdownHook(thread(start = false) { stty(usual) })
    }

    /** Whether a person is there: standard input and output are a terminal. */
    val isAttended: Boolean get() = console != null

    /** Columns and rows. */
    val size: Pair<Int, Int>
        get() {
            val size = stty("size")?.split(' ')?.mapNotNull(String::toIntOrNull).orEmpty()
            return if (size.size == 2 && 0 !in size) size[1] to size[0] else 80 to 24
        }

    fun say(lines: List<String>) {
        clear()
        lines.forEach(out::println)
    }

    fun say(line: String): Unit = say(listOf(line))

    /** What the person types; null where they have gone. */
    fun ask(label: String): String? {
        out.print("$label ")
        out.flush()
        return console?.readLine()
    }

    /** The same, not shown while it is typed. */
    fun askHidden(label: String): CharArray? {
        out.print("$label ")
        out.flush()
        return console?.readPassword()
    }

    /** Draws the lines at the foot of the screen, over those that were drawn before. */
    fun draw(lines: List<String>) {
        val width = size.first
        val cut = lines.map { it.take(width) }
        if (cut == live) return
        clear()
        cut.forEach(out::println)
        live = cut
    }

    private fun clear() {
        if (live.isNotEmpty()) out.print("\u001b[${live.size}F\u001b[J")
        live = emptyList()
    }

    /** Takes away what was drawn. Keys come one by one meanwhile, and are not shown. */
    suspend fun <T> watching(work: suspend () -> T): T {
        stty("-icanon", "-echo", "min", "1")
        try {
            return work()
        } finally {
            clear()
            usual?.let { stty(it) }
        }
    }

    /** The next key, within this time. Where keys come by the line alone, Enter follows them. */
    suspend fun key(within: Duration): Char? = withTimeoutOrNull(within) {
        while (keys.available() == 0) delay(GLANCE)
        keys.read().takeIf { it >= 0 }?.toChar()
    }
}

private val GLANCE = 40.milliseconds

/** Since Java 22 there is a console without a terminal, too; it says so itself. */
private fun isTerminal(console: Console): Boolean = try {
    Console::class.java.getMethod("isTerminal").invoke(console) as Boolean
} catch (_: NoSuchMethodException) {
    true
}

/** What `stty` says; null where there is none, and keys come by the line. */
private fun stty(vararg words: String): String? = try {
    val process = ProcessBuilder("stty", *words).redirectInput(ProcessBuilder.Redirect.INHERIT).start()
    val said = process.inputStream.bufferedReader().readText().trim()
    said.takeIf { process.waitFor() == 0 }
} catch (_: IOException) {
    null
}
