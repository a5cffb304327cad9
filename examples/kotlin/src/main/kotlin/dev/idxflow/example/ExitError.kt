package dev.idxflow.example

/** Ends the program with an exit code before the sign-in is complete. The message is printed. */
internal class ExitError(override val message: String, val code: Int = FAILED) : Exception(message) {
    companion object {
        const val FAILED = 1
        const val INVALID_ARGUMENTS = 2

        /** The exit code that shells use after Ctrl-C. */
        const val CANCELED = 130
    }
}
