package dev.idxflow.example

import dev.idxflow.engine.PngImage
import java.awt.Rectangle
import java.awt.image.BufferedImage
import java.io.IOException
import javax.imageio.ImageIO

/** The squares of a QR code, without the white around it. */
internal class Qr private constructor(val side: Int, private val isDark: (x: Int, y: Int) -> Boolean) {
    /** The squares, row by row. */
    val rows: List<List<Boolean>> = List(side) { y -> List(side) { x -> isDark(x, y) } }

    /**
     * The code in half blocks, a line each, for a window of so many columns and rows: with the whole
     * quiet zone where it fits. Null where the window is too narrow.
     */
    fun lines(columns: Int, rows: Int): List<String>? {
        val quiet = (QUIET downTo LEAST_QUIET).find {
            val whole = side + 2 * it
            whole <= columns && (whole.halved() <= rows || it == LEAST_QUIET)
        } ?: return null
        return List((side + 2 * quiet).halved()) { line ->
            val blocks = (-quiet until side + quiet).map { x -> block(x, 2 * line - quiet) }
            blocks.joinToString("", DARK_ON_LIGHT, RESET)
        }
    }

    /** The square and the one below it. */
    private fun block(x: Int, y: Int): Char = when (at(x, y) to at(x, y + 1)) {
        true to true -> '█'
        true to false -> '▀'
        false to true -> '▄'
        else -> ' '
    }

    private fun at(x: Int, y: Int) = rows.getOrNull(y)?.getOrNull(x) ?: false

    companion object {
        /** Black on white by number, in the part of the palette that no theme changes. */
        const val DARK_ON_LIGHT = "\u001b[38;5;16;48;5;231m"
        const val RESET = "\u001b[0m"

        /** Squares of white that a scanner wants on every side (ISO/IEC 18004), and how few mostly do. */
        private const val QUIET = 4
        private const val LEAST_QUIET = 1

        /** Finds the code in a PNG: upright, of any scale, with any margin. Null where there is none. */
        fun of(png: PngImage): Qr? {
            val image = try {
                // in memory: a file of its own is of no use for so few bytes
                ImageIO.setUseCache(false)
                ImageIO.read(png.bytes.inputStream())
            } catch (_: IOException) {
                null
            } ?: return null
            val code = image.darkPart() ?: return null
            // the upper edge of the finder pattern in the corner: seven squares
            val edge = (code.x until code.x + code.width).takeWhile { image.isDark(it, code.y) }.size
            if (edge == 0) return null
            val side = (code.width * 7 + edge / 2) / edge
            val isSquare = kotlin.math.abs(code.width - code.height) <= code.width / side
            if (side !in 21..177 || side % 4 != 1 || !isSquare) return null
            return Qr(side) { x, y ->
                image.isDark(code.x + centre(x, side, code.width), code.y + centre(y, side, code.height))
            }
        }

        private fun centre(square: Int, side: Int, length: Int) = (2 * square + 1) * length / (2 * side)
    }
}

private fun Int.halved() = (this + 1) / 2

private fun BufferedImage.darkPart(): Rectangle? {
    var part: Rectangle? = null
    for (y in 0 until height) for (x in 0 until width) {
        if (isDark(x, y)) part = part?.apply { add(Rectangle(x, y, 1, 1)) } ?: Rectangle(x, y, 1, 1)
    }
    return part
}

/** What is transparent is white. */
private fun BufferedImage.isDark(x: Int, y: Int): Boolean {
    val colour = getRGB(x, y)
    val (alpha, red, green, blue) = List(4) { colour ushr (24 - 8 * it) and 0xff }
    return alpha > 127 && red + green + blue < 3 * 128
}
