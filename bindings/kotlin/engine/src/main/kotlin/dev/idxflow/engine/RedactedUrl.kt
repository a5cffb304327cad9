package dev.idxflow.engine

/**
 * A URL. [toString] omits the query and the fragment, which may carry a token.
 *
 * @property value the complete URL.
 */
public class RedactedUrl(public val value: String) {
    override fun equals(other: Any?): Boolean = other is RedactedUrl && other.value == value

    override fun hashCode(): Int = value.hashCode()

    override fun toString(): String = value.takeWhile { it != '?' && it != '#' }
}
