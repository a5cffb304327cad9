package dev.idxflow.engine

/**
 * An address. What prints it leaves out its query: that may carry a token.
 *
 * @property value the address in full.
 */
public class RedactedUrl(public val value: String) {
    override fun equals(other: Any?): Boolean = other is RedactedUrl && other.value == value

    override fun hashCode(): Int = value.hashCode()

    override fun toString(): String = value.takeWhile { it != '?' && it != '#' }
}
