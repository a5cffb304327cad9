import Foundation

/// The modules of a QR code, without the white border.
struct Modules: Equatable {
    let side: Int
    let dark: [Bool]

    /// The width of the white border in modules (ISO/IEC 18004).
    static let quietZone = 4
    /// The narrowest border that most scanners accept.
    static let minQuietZone = 1

    /// Black on white, from the part of the 256-color palette that themes do not change.
    static let darkOnLight = "\u{1B}[38;5;16;48;5;231m"
    static let reset = "\u{1B}[0m"
}

extension Modules {
    /// Finds an upright QR code of any size in a PNG. Returns `nil` if there is none.
    init?(png: Data) {
        guard let bitmap = Bitmap(png: png) else { return nil }
        self.init(bitmap)
    }

    init?(_ bitmap: Bitmap) {
        let pixels = bitmap.dark.indices.filter { bitmap.dark[$0] }
        let columns = pixels.map { $0 % bitmap.width }
        guard let first = pixels.first, let last = pixels.last,
            let left = columns.min(), let right = columns.max()
        else { return nil }
        let (top, bottom) = (first / bitmap.width, last / bitmap.width)
        let (width, height) = (right + 1 - left, bottom + 1 - top)
        // the top edge of the finder pattern in the corner is seven modules wide
        let run = (left...right).prefix { bitmap.isDark($0, top) }.count
        guard run > 0 else { return nil }
        let side = (width * 7 + run / 2) / run
        guard (21...177).contains(side), side % 4 == 1, abs(width - height) <= width / side else { return nil }
        self.side = side
        dark = (0..<side * side).map { module in
            let (x, y) = (module % side, module / side)
            return bitmap.isDark(
                left + (2 * x + 1) * width / (2 * side), top + (2 * y + 1) * height / (2 * side))
        }
    }

    /// Returns the QR code as lines of half blocks for a window of this size. The border is as wide as
    /// fits. Returns `nil` if the window is too small.
    func lines(columns: Int = .max, rows: Int = .max) -> [String]? {
        let widestBorder = (Self.minQuietZone...Self.quietZone).last { border in
            let side = side + 2 * border
            return side <= columns && (side + 1) / 2 <= rows
        }
        guard let border = widestBorder else { return nil }
        let outerSide = side + 2 * border
        return stride(from: 0, to: outerSide, by: 2).map { y in
            let blocks = (0..<outerSide).map { block($0 - border, y - border) }
            return String(blocks)
        }
    }

    /// Colors the lines of a QR code: black on white.
    static func colored(_ lines: [String]) -> [String] { lines.map { darkOnLight + $0 + reset } }

    /// Returns the block for the module at (`x`, `y`) and the one below it.
    private func block(_ x: Int, _ y: Int) -> Character {
        switch (isDark(x, y), isDark(x, y + 1)) {
        case (true, true): "█"
        case (true, false): "▀"
        case (false, true): "▄"
        case (false, false): " "
        }
    }

    /// Modules outside of the code are white.
    private func isDark(_ x: Int, _ y: Int) -> Bool {
        let inside = 0..<side
        return inside.contains(x) && inside.contains(y) && dark[y * side + x]
    }
}
