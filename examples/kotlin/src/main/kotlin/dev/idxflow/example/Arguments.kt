package dev.idxflow.example

import java.nio.file.InvalidPathException
import java.nio.file.Path

/** The command line arguments. */
internal data class Arguments(val state: Path? = null, val polls: Int? = null, val help: Boolean = false) {
    companion object {
        /**
         * Parses the arguments. Throws an [ExitError] with a message and the usage if they are invalid.
         */
        fun parse(args: List<String>): Arguments {
            var arguments = Arguments()
            val rest = args.flatMap(::split).iterator()
            while (rest.hasNext()) {
                val name = rest.next()
                val value by lazy { if (rest.hasNext()) rest.next() else fail("$name requires a value.") }
                arguments = when (name) {
                    "-h", "--help" -> arguments.copy(help = true)
                    "--state" -> arguments.copy(state = parsePath(value))
                    "--polls" -> arguments.copy(polls = parseCount(value))
                    else -> fail("Unknown argument: $name")
                }
            }
            if (arguments.polls != null && arguments.state == null && !arguments.help) {
                fail("--polls requires --state FILE, where the sign-in is saved.")
            }
            return arguments
        }

        /** Splits `--state=FILE` into name and value. */
        private fun split(arg: String) = if (arg.startsWith("--")) arg.split('=', limit = 2) else listOf(arg)

        private fun parsePath(text: String): Path = try {
            Path.of(text.ifEmpty { fail("--state requires a file name.") })
        } catch (_: InvalidPathException) {
            fail("--state requires a valid file name, not: $text")
        }

        private fun parseCount(text: String) = text.toIntOrNull()?.takeIf { it > 0 }
            ?: fail("--polls requires a number greater than 0, not: $text")

        private fun fail(message: String): Nothing = throw ExitError("$message\n\n$USAGE", ExitError.INVALID_ARGUMENTS)
    }
}

internal const val USAGE = """Signs in to a simulated Okta org in the terminal, and enrolls Okta Verify by QR code.

Usage: java -cp … dev.idxflow.example.MainKt [--state FILE [--polls N]]

  --state FILE  save the sign-in in FILE after every change, and continue from FILE if it exists.
                The file is a credential. It is deleted when the sign-in ends.
  --polls N     stop after N answered polls and keep FILE
  -h, --help    print this text

The environment variable IDX_FLOW_ORG selects the org. It contains the line of JSON that idx-flow-sim prints.
`cargo xtask demo kotlin` starts the org and this program. If standard input or output is not a terminal, the
program answers as the first user of the org, and the simulated phone scans the QR code after the first poll
(unless --polls is set).

Exit codes: 0 signed in, or stopped after N polls; 1 failed; 2 invalid arguments; 130 canceled."""
