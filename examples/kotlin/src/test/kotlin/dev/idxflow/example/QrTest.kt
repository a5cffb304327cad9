package dev.idxflow.example

import dev.idxflow.engine.PngImage
import java.awt.image.BufferedImage
import java.io.ByteArrayOutputStream
import javax.imageio.ImageIO
import kotlin.random.Random
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertNotNull
import kotlin.test.assertNull

class QrTest {
    @Test
    fun `what is drawn is what was in the picture`() {
        for (side in listOf(21, 45, 57)) {
            val code = code(side)
            val lines = assertNotNull(Qr.of(png(code, scale = 4, margin = 16))).lines(80, 100)
            assertEquals(code, squares(assertNotNull(lines)).within(quiet = 4, side))
        }
    }

    @Test
    fun `all around there are four squares of white`() {
        val lines = assertNotNull(Qr.of(png(code(45)))?.lines(80, 40))
        val squares = squares(lines)
        val rows = squares.indices.filter { true in squares[it] }
        val columns = squares[0].indices.filter { x -> squares.any { it[x] } }
        assertEquals(4..48, rows.first()..rows.last())
        assertEquals(4..48, columns.first()..columns.last())
        assertEquals(List(54) { 53 }, squares.map { it.size })
    }

    @Test
    fun `neither scale nor margin matters`() {
        val code = code(33)
        for ((scale, margin) in listOf(1 to 0, 1 to 4, 3 to 7, 10 to 40)) {
            assertEquals(code, Qr.of(png(code, scale, margin))?.rows, "$scale and $margin")
        }
    }

    @Test
    fun `what is transparent is white`() {
        val picture = BufferedImage(21, 21, BufferedImage.TYPE_INT_ARGB)
        val code = code(21)
        code.forEachIndexed { y, row -> row.forEachIndexed { x, dark -> if (dark) picture.setRGB(x, y, 0xff shl 24) } }
        assertEquals(code, Qr.of(picture.png())?.rows)
    }

    @Test
    fun `the white gives way before the code does`() {
        val qr = assertNotNull(Qr.of(png(code(21))))
        fun count(columns: Int, rows: Int) = qr.lines(columns, rows)?.size
        assertEquals(15, count(80, 40))
        assertEquals(14, count(80, 14))
        assertEquals(12, count(23, 1))
        assertNull(count(22, 40))
    }

    @Test
    fun `other pictures are none`() {
        fun plain(width: Int, height: Int, dark: Boolean) = png(List(height) { List(width) { dark } })
        assertNull(Qr.of(PngImage("no picture".toByteArray())))
        assertNull(Qr.of(PngImage(ByteArray(0))))
        assertNull(Qr.of(plain(9, 9, dark = false)))
        assertNull(Qr.of(plain(9, 9, dark = true)))
        assertNull(Qr.of(plain(9, 3, dark = true)))
    }

    /** Any squares, with the finder patterns in their three corners. */
    private fun code(side: Int): List<List<Boolean>> {
        val random = Random(side)
        return List(side) { y -> List(side) { x -> finder(x, y, side) ?: random.nextBoolean() } }
    }

    /** The pattern with the white beside it; null elsewhere. */
    private fun finder(x: Int, y: Int, side: Int): Boolean? {
        val (right, bottom) = side - 1 - x to side - 1 - y
        val (i, j) = when {
            x < 8 && y < 8 -> x to y
            right < 8 && y < 8 -> right to y
            x < 8 && bottom < 8 -> x to bottom
            else -> return null
        }
        val ring = maxOf(kotlin.math.abs(i - 3), kotlin.math.abs(j - 3))
        return ring != 2 && ring != 4
    }

    private fun png(code: List<List<Boolean>>, scale: Int = 5, margin: Int = 20): PngImage {
        val (width, height) = code[0].size * scale + 2 * margin to code.size * scale + 2 * margin
        val picture = BufferedImage(width, height, BufferedImage.TYPE_BYTE_BINARY)
        for (y in 0 until height) for (x in 0 until width) {
            val dark = y >= margin && x >= margin && code.getOrNull((y - margin) / scale)?.getOrNull((x - margin) / scale) ?: false
            picture.setRGB(x, y, if (dark) 0 else 0xffffff)
        }
        return picture.png()
    }

    private fun BufferedImage.png(): PngImage {
        val out = ByteArrayOutputStream()
        ImageIO.write(this, "png", out)
        return PngImage(out.toByteArray())
    }

    /** What a camera sees of the lines: true is dark. */
    private fun squares(lines: List<String>): List<List<Boolean>> = lines.flatMap { line ->
        val blocks = line.removeSurrounding(Qr.DARK_ON_LIGHT, Qr.RESET)
        assertEquals(line.length, blocks.length + Qr.DARK_ON_LIGHT.length + Qr.RESET.length)
        assertEquals("", blocks.filter { it !in "█▀▄ " })
        listOf(blocks.map { it in "█▀" }, blocks.map { it in "█▄" })
    }

    private fun List<List<Boolean>>.within(quiet: Int, side: Int) =
        drop(quiet).take(side).map { it.drop(quiet).take(side) }
}
