package dev.idxflow.engine

/**
 * An address. What prints it leaves out its query: that may carry a token.
 *
 * @property text the address in full.
 */
public class Address(public val text: String) {
    override fun equals(other: Any?): Boolean = other is Address && other.text == text

    override fun hashCode(): Int = text.hashCode()

    override fun toString(): String = text.takeWhile { it != '?' && it != '#' }
}
