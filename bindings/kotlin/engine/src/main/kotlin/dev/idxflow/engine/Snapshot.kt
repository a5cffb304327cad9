package dev.idxflow.engine

/**
 * A whole flow as text, to outlive the process.
 *
 * It is a credential: whoever has it can go on with the sign-in. Keep it where only your app can read
 * it, encrypted and bound to this device, and delete it when the flow has ended.
 *
 * The constructor takes in a text that [expose] gave out; it is looked at when it is restored.
 */
public class Snapshot(private val text: String) {
    /** The text, to be kept safe. */
    public fun expose(): String = text

    override fun equals(other: Any?): Boolean = other is Snapshot && other.text == text

    override fun hashCode(): Int = text.hashCode()

    override fun toString(): String = "Snapshot([secret])"
}
