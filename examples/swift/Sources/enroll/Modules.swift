import Foundation

/// The squares of a QR code, without the white around it.
struct Modules: Equatable {
    let side: Int
    let dark: [Bool]

    /// Modules of white that a scanner wants on every side (ISO/IEC 18004), and how few mostly do.
    static let quiet = 4
    static let leastQuiet = 1

    /// Black on white by number, in the part of the palette that no theme changes.
    static let darkOnLight = "\u{1B}[38;5;16;48;5;231m"
    static let reset = "\u{1B}[0m"
}

extension Modules {
    /// Finds the code in a PNG: upright, of any scale, with any margin. `nil` where there is none.
    init?(png: Data) {
        guard let picture = Bitmap(png: png) else { return nil }
        self.init(picture)
    }

    init?(_ picture: Bitmap) {
        let pixels = picture.dark.indices.filter { picture.dark[$0] }
        let columns = pixels.map { $0 % picture.width }
        guard let first = pixels.first, let last = pixels.last,
            let left = columns.min(), let right = columns.max()
        else { return nil }
        let (top, bottom) = (first / picture.width, last / picture.width)
        let (width, height) = (right + 1 - left, bottom + 1 - top)
        // the upper edge of the finder pattern in the corner: seven modules
        let run = (left...right).prefix { picture.isDark($0, top) }.count
        guard run > 0 else { return nil }
        let side = (width * 7 + run / 2) / run
        guard (21...177).contains(side), side % 4 == 1, abs(width - height) <= width / side else { return nil }
        self.side = side
        dark = (0..<side * side).map { module in
            let (x, y) = (module % side, module / side)
            return picture.isDark(
                left + (2 * x + 1) * width / (2 * side), top + (2 * y + 1) * height / (2 * side))
        }
    }

    /// The code in half blocks, a line each, for a window of so many columns and rows: with the whole
    /// quiet zone where it fits. `nil` where the window is too small for the code itself.
    func lines(columns: Int = .max, rows: Int = .max) -> [String]? {
        let fitting = (Self.leastQuiet...Self.quiet).last { quiet in
            let side = side + 2 * quiet
            return side <= columns && (side + 1) / 2 <= rows
        }
        guard let quiet = fitting else { return nil }
        let all = side + 2 * quiet
        return stride(from: 0, to: all, by: 2).map { y in
            let blocks = (0..<all).map { block($0 - quiet, y - quiet) }
            return Self.darkOnLight + String(blocks) + Self.reset
        }
    }

    /// The module at (`x`, `y`) and the one below it.
    private func block(_ x: Int, _ y: Int) -> Character {
        switch (isDark(x, y), isDark(x, y + 1)) {
        case (true, true): "█"
        case (true, false): "▀"
        case (false, true): "▄"
        case (false, false): " "
        }
    }

    /// Outside it is white.
    private func isDark(_ x: Int, _ y: Int) -> Bool {
        let inside = 0..<side
        return inside.contains(x) && inside.contains(y) && dark[y * side + x]
    }
}
