package dev.idxflow.engine

/**
 * The bytes of a PNG picture. What prints it says how many there are; two are equal where their bytes
 * are.
 *
 * @property bytes the bytes; read them, do not change them.
 */
public class PngImage(public val bytes: ByteArray) {
    override fun equals(other: Any?): Boolean = other is PngImage && other.bytes.contentEquals(bytes)

    override fun hashCode(): Int = bytes.contentHashCode()

    override fun toString(): String = "PngImage(${bytes.size} bytes)"
}
