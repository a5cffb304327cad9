/// Lines at the foot of the screen that change where they stand.
@MainActor
final class LiveLines {
    private var drawn: [String] = []

    /// Draws the lines over those that are there. What is too long is cut, so that a line is a line.
    func draw(_ lines: [String]) {
        let columns = Terminal.size.columns
        let lines = lines.map { String($0.prefix(columns - 1)) }
        guard lines != drawn else { return }
        Terminal.write(wiping() + lines.map { "\($0)\r\n" }.joined())
        drawn = lines
    }

    /// Takes the lines away.
    func clear() {
        Terminal.write(wiping())
        drawn = []
    }

    private func wiping() -> String {
        drawn.isEmpty ? "" : "\u{1B}[\(drawn.count)F\u{1B}[J"
    }
}

/// Puts items side by side, as many as fit into so many columns.
func wrapped(_ items: [String], columns: Int) -> [String] {
    items.reduce(into: []) { lines, item in
        if let last = lines.last, last.count + 3 + item.count <= columns {
            lines[lines.count - 1] = last + "   " + item
        } else {
            lines.append(item)
        }
    }
}
