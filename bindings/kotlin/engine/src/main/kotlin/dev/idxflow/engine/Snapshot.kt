package dev.idxflow.engine

/**
 * A saved flow, which can be restored in another process or another language.
 *
 * A snapshot is a credential: anyone who has it can continue the sign-in. Store it encrypted, readable
 * only by your app, and excluded from backups. Delete it when the flow ends.
 *
 * The constructor accepts a text returned by [expose]. The text is validated when the flow is restored.
 */
public class Snapshot(private val text: String) {
    /** Returns the text to store. */
    public fun expose(): String = text

    override fun equals(other: Any?): Boolean = other is Snapshot && other.text == text

    override fun hashCode(): Int = text.hashCode()

    override fun toString(): String = "Snapshot([secret])"
}
