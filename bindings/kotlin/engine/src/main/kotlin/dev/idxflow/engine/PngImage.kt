package dev.idxflow.engine

/**
 * A PNG image. [toString] prints only its size. Two images are equal if their bytes are equal.
 *
 * @property bytes the PNG data. Do not modify the array.
 */
public class PngImage(public val bytes: ByteArray) {
    override fun equals(other: Any?): Boolean = other is PngImage && other.bytes.contentEquals(bytes)

    override fun hashCode(): Int = bytes.contentHashCode()

    override fun toString(): String = "PngImage(${bytes.size} bytes)"
}
