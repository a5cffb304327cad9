// Stubs of the Android classes that the sample uses, for the compiler only.
package android.graphics

class Bitmap

object BitmapFactory {
    fun decodeByteArray(data: ByteArray, offset: Int, length: Int): Bitmap? =
        error("stub: ${data.size} $offset $length")
}
