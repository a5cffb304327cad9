package dev.idxflow.example

import dev.idxflow.engine.PngImage
import java.awt.Rectangle
import java.awt.image.BufferedImage
import java.io.IOException
import javax.imageio.ImageIO

/** The modules of a QR code, without its quiet zone. */
internal class Qr private constructor(val side: Int, private val isDark: (x: Int, y: Int) -> Boolean) {
    /** The modules, row by row. True is dark. */
    val rows: List<List<Boolean>> = List(side) { y -> List(side) { x -> isDark(x, y) } }

    /**
     * Renders the QR code as lines of half blocks. The quiet zone is as large as the window permits, up
     * to four modules. Returns null if the window is too narrow.
     */
    fun lines(columns: Int, rows: Int): List<String>? {
        val quiet = (QUIET_ZONE downTo MIN_QUIET_ZONE).find {
            val size = side + 2 * it
            size <= columns && (size.halved() <= rows || it == MIN_QUIET_ZONE)
        } ?: return null
        return List((side + 2 * quiet).halved()) { line ->
            val blocks = (-quiet until side + quiet).map { x -> block(x, 2 * line - quiet) }
            blocks.joinToString("")
        }
    }

    /** The character for a module and the one below it. */
    private fun block(x: Int, y: Int): Char = when (at(x, y) to at(x, y + 1)) {
        true to true -> '█'
        true to false -> '▀'
        false to true -> '▄'
        else -> ' '
    }

    private fun at(x: Int, y: Int) = rows.getOrNull(y)?.getOrNull(x) ?: false

    companion object {
        /** Selects black on white by palette index. Terminal themes do not change these colors. */
        private const val DARK_ON_LIGHT = "\u001b[38;5;16;48;5;231m"
        private const val RESET = "\u001b[0m"

        /**
         * The quiet zone that ISO/IEC 18004 requires, in modules. Most scanners accept a smaller one.
         */
        private const val QUIET_ZONE = 4
        private const val MIN_QUIET_ZONE = 1

        /** Colors a line of a QR code: black on white. */
        fun colored(line: String): String = DARK_ON_LIGHT + line + RESET

        /**
         * Finds an upright QR code in an image, at any scale and with any margin. Returns null if there
         * is none.
         */
        fun decode(png: PngImage): Qr? {
            val image = try {
                // The default is a temporary file.
                ImageIO.setUseCache(false)
                ImageIO.read(png.bytes.inputStream())
            } catch (_: IOException) {
                null
            } ?: return null
            val code = image.darkArea() ?: return null
            // The upper edge of the finder pattern in the corner is seven modules long.
            val edge = (code.x until code.x + code.width).takeWhile { image.isDark(it, code.y) }.size
            if (edge == 0) return null
            val side = (code.width * 7 + edge / 2) / edge
            val isSquare = kotlin.math.abs(code.width - code.height) <= code.width / side
            if (side !in 21..177 || side % 4 != 1 || !isSquare) return null
            return Qr(side) { x, y ->
                image.isDark(code.x + center(x, side, code.width), code.y + center(y, side, code.height))
            }
        }

        private fun center(module: Int, side: Int, length: Int) = (2 * module + 1) * length / (2 * side)
    }
}

private fun Int.halved() = (this + 1) / 2

private fun BufferedImage.darkArea(): Rectangle? {
    var area: Rectangle? = null
    for (y in 0 until height) for (x in 0 until width) {
        if (isDark(x, y)) area = area?.apply { add(Rectangle(x, y, 1, 1)) } ?: Rectangle(x, y, 1, 1)
    }
    return area
}

/** Transparent pixels count as white. */
private fun BufferedImage.isDark(x: Int, y: Int): Boolean {
    val color = getRGB(x, y)
    val (alpha, red, green, blue) = List(4) { color ushr (24 - 8 * it) and 0xff }
    return alpha > 127 && red + green + blue < 3 * 128
}
