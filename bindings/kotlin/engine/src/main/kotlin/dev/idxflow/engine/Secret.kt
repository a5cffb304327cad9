package dev.idxflow.engine

/**
 * A text that must not show: a password, a code, a token.
 *
 * What prints it writes `[secret]`; [expose] is the one way to the text. Two are equal where their
 * texts are.
 */
public class Secret(private val text: String) {
    /** The text itself. What is done with it is your care: not a log, not an error text. */
    public fun expose(): String = text

    /** Whether there is no text at all. */
    public val isEmpty: Boolean get() = text.isEmpty()

    override fun equals(other: Any?): Boolean = other is Secret && other.text == text

    override fun hashCode(): Int = text.hashCode()

    override fun toString(): String = "[secret]"
}
