package dev.idxflow.example

import java.nio.file.InvalidPathException
import java.nio.file.Path

/** The command line. */
internal data class Arguments(val state: Path? = null, val polls: Int? = null, val help: Boolean = false) {
    companion object {
        /** Reads the words of a command line; a [ExitError] says what is wrong with them. */
        fun parse(words: List<String>): Arguments {
            var arguments = Arguments()
            val rest = words.flatMap(::split).iterator()
            while (rest.hasNext()) {
                val word = rest.next()
                val value by lazy { if (rest.hasNext()) rest.next() else wrong("$word wants a value.") }
                arguments = when (word) {
                    "-h", "--help" -> arguments.copy(help = true)
                    "--state" -> arguments.copy(state = path(value))
                    "--polls" -> arguments.copy(polls = count(value))
                    else -> wrong("There is no argument $word.")
                }
            }
            if (arguments.polls != null && arguments.state == null && !arguments.help) {
                wrong("--polls wants --state FILE, too: nothing could go on without it.")
            }
            return arguments
        }

        /** `--state=FILE` is two words, too. */
        private fun split(word: String) =
            if (word.startsWith("--")) word.split('=', limit = 2) else listOf(word)

        private fun path(text: String): Path = try {
            Path.of(text.ifEmpty { wrong("--state wants the name of a file.") })
        } catch (_: InvalidPathException) {
            wrong("--state wants the name of a file, and $text is none.")
        }

        private fun count(text: String) = text.toIntOrNull()?.takeIf { it > 0 }
            ?: wrong("--polls wants a number above 0, and $text is none.")

        private fun wrong(message: String): Nothing = throw ExitError("$message\n\n$USAGE", ExitError.WRONG_ARGUMENTS)
    }
}

internal const val USAGE = """Signs in to a simulated org from the terminal, and enrolls Okta Verify by QR code.

Usage: java -cp … dev.idxflow.example.MainKt [--state FILE] [--polls N]

  --state FILE  keep the sign-in in FILE, and go on from there where it exists
  --polls N     leave after N answered polls: go on later, or in another language
  -h, --help    this text

The org is in IDX_FLOW_ORG, as the line of JSON that idx-flow-sim prints: `cargo xtask demo kotlin`
starts both. Where standard input or output is no terminal, the org's first user answers by herself,
and her phone scans the code after the first poll, but with --polls.

Exit codes: 0 signed in, or left after N polls; 1 failed, 2 wrong arguments, 130 canceled."""
