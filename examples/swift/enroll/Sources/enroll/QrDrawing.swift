import Foundation

/// A QR code for a terminal: two modules in each character, with the quiet zone that scanners want.
struct QrDrawing {
    /// How many light modules are around it (ISO/IEC 18004).
    private static let quiet = 4

    private let modules: [[Bool]]

    /// Finds the modules of a QR code in a picture; none where there is no code.
    init?(_ picture: GreyPicture) {
        let rows = (0..<picture.height).filter { y in (0..<picture.width).contains { picture.isDark($0, y) } }
        let columns = (0..<picture.width).filter { x in (0..<picture.height).contains { picture.isDark(x, $0) } }
        guard let top = rows.first, let left = columns.first, let right = columns.last else { return nil }
        // the upper edge of the finder pattern in the corner is seven modules long
        let edge = (left..<picture.width).prefix { picture.isDark($0, top) }.count
        guard edge >= 7, edge % 7 == 0 else { return nil }
        let module = edge / 7
        let count = (right + 1 - left) / module
        guard top + count * module <= picture.height else { return nil }
        modules = (0..<count).map { row in
            (0..<count).map { column in
                picture.isDark(left + column * module + module / 2, top + row * module + module / 2)
            }
        }
    }

    /// The lines to print: black on white where colours can be shown, so that any terminal will do.
    func lines(inColour: Bool) -> [String] {
        let edge = Self.quiet
        return stride(from: -edge, to: modules.count + edge, by: 2).map { row in
            let text = (-edge..<modules.count + edge).map { column in
                switch (isDark(row, column), isDark(row + 1, column)) {
                case (true, true): "█"
                case (true, false): "▀"
                case (false, true): "▄"
                case (false, false): " "
                }
            }
            return inColour ? "\u{1B}[38;5;16;48;5;231m\(text.joined())\u{1B}[0m" : text.joined()
        }
    }

    private func isDark(_ row: Int, _ column: Int) -> Bool {
        modules.indices.contains(row) && modules.indices.contains(column) && modules[row][column]
    }
}
