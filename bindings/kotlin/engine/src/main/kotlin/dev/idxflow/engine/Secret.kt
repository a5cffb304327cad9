package dev.idxflow.engine

/**
 * A secret text: a password, a code or a token.
 *
 * [toString] returns `[secret]`; only [expose] returns the text. Two secrets are equal if their texts
 * are equal.
 */
public class Secret(private val text: String) {
    /** Returns the text. Do not write it to a log or an error message. */
    public fun expose(): String = text

    /** Whether the text is empty. */
    public val isEmpty: Boolean get() = text.isEmpty()

    override fun equals(other: Any?): Boolean = other is Secret && other.text == text

    override fun hashCode(): Int = text.hashCode()

    override fun toString(): String = "[secret]"
}
