package dev.idxflow.example

/** The end of the program before the end of the sign-in. The message is for the one who started it. */
internal class ExitError(override val message: String, val code: Int = FAILED) : Exception(message) {
    companion object {
        const val FAILED = 1
        const val WRONG_ARGUMENTS = 2

        /** As shells have it where Ctrl-C ended something. */
        const val CANCELED = 130
    }
}
