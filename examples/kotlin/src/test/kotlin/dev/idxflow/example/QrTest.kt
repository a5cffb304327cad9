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
    fun `the rendered QR code equals the one in the image`() {
        for (side in listOf(21, 45, 57)) {
            val code = code(side)
            val lines = assertNotNull(Qr.decode(png(code, scale = 4, margin = 16))).lines(80, 100)
            assertEquals(code, modules(assertNotNull(lines)).within(quiet = 4, side))
        }
    }

    @Test
    fun `the rendered QR code has a quiet zone of four modules`() {
        val lines = assertNotNull(Qr.decode(png(code(45)))?.lines(80, 40))
        val modules = modules(lines)
        val rows = modules.indices.filter { true in modules[it] }
        val columns = modules[0].indices.filter { x -> modules.any { it[x] } }
        assertEquals(4..48, rows.first()..rows.last())
        assertEquals(4..48, columns.first()..columns.last())
        assertEquals(List(54) { 53 }, modules.map { it.size })
    }

    @Test
    fun `a QR code is decoded at any scale and with any margin`() {
        val code = code(33)
        for ((scale, margin) in listOf(1 to 0, 1 to 4, 3 to 7, 10 to 40)) {
            assertEquals(code, Qr.decode(png(code, scale, margin))?.rows, "$scale and $margin")
        }
    }

    @Test
    fun `transparent pixels are white`() {
        val image = BufferedImage(21, 21, BufferedImage.TYPE_INT_ARGB)
        val code = code(21)
        code.forEachIndexed { y, row -> row.forEachIndexed { x, dark -> if (dark) image.setRGB(x, y, 0xff shl 24) } }
        assertEquals(code, Qr.decode(image.png())?.rows)
    }

    @Test
    fun `the quiet zone is reduced to fit the window`() {
        val qr = assertNotNull(Qr.decode(png(code(21))))
        fun count(columns: Int, rows: Int) = qr.lines(columns, rows)?.size
        assertEquals(15, count(80, 40))
        assertEquals(14, count(80, 14))
        assertEquals(12, count(23, 1))
        assertNull(count(22, 40))
    }

    @Test
    fun `a colored line is black on white`() {
        assertEquals("\u001b[38;5;16;48;5;231m█ ▀\u001b[0m", Qr.colored("█ ▀"))
    }

    @Test
    fun `other images are rejected`() {
        fun plain(width: Int, height: Int, dark: Boolean) = png(List(height) { List(width) { dark } })
        assertNull(Qr.decode(PngImage("not an image".toByteArray())))
        assertNull(Qr.decode(PngImage(ByteArray(0))))
        assertNull(Qr.decode(plain(9, 9, dark = false)))
        assertNull(Qr.decode(plain(9, 9, dark = true)))
        assertNull(Qr.decode(plain(9, 3, dark = true)))
    }

    /** Random modules, with finder patterns in three corners. */
    private fun code(side: Int): List<List<Boolean>> {
        val random = Random(side)
        return List(side) { y -> List(side) { x -> finder(x, y, side) ?: random.nextBoolean() } }
    }

    /** The module of a finder pattern or its separator; null elsewhere. */
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
        val image = BufferedImage(width, height, BufferedImage.TYPE_BYTE_BINARY)
        for (y in 0 until height) for (x in 0 until width) {
            val dark = y >= margin && x >= margin && code.getOrNull((y - margin) / scale)?.getOrNull((x - margin) / scale) ?: false
            image.setRGB(x, y, if (dark) 0 else 0xffffff)
        }
        return image.png()
    }

    private fun BufferedImage.png(): PngImage {
        val out = ByteArrayOutputStream()
        ImageIO.write(this, "png", out)
        return PngImage(out.toByteArray())
    }

    /** The modules in rendered lines. True is dark. */
    private fun modules(lines: List<String>): List<List<Boolean>> = lines.flatMap { line ->
        assertEquals("", line.filter { it !in "█▀▄ " })
        listOf(line.map { it in "█▀" }, line.map { it in "█▄" })
    }

    private fun List<List<Boolean>>.within(quiet: Int, side: Int) =
        drop(quiet).take(side).map { it.drop(quiet).take(side) }
}
