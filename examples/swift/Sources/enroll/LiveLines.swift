/// Lines that change where they stand. The cursor rests in the row below everything.
@MainActor
final class LiveLines {
    /// Where they stand.
    enum Place: Equatable {
        /// Below everything.
        case below
        /// From this column on, in the last rows of what was written.
        case beside(column: Int, rows: Int)
    }

    private var drawn: [String] = []
    private(set) var place = Place.below

    /// How long a line may be.
    var width: Int {
        let columns = Terminal.size.columns - 1
        if case .beside(let column, _) = place { return max(columns - column, 1) }
        return columns
    }

    /// From now on they stand there.
    func put(_ place: Place) {
        clear()
        self.place = place
    }

    /// Draws the lines over those that are there. What is too long is cut, so that a line is a line.
    func draw(_ lines: [String]) {
        let lines = lines.map { String($0.prefix(width)) }
        guard lines != drawn else { return }
        switch place {
        case .below:
            let up = drawn.isEmpty ? "" : "\u{1B}[\(drawn.count)F\u{1B}[J"
            Terminal.write(up + lines.map { "\($0)\r\n" }.joined())
        case .beside(let column, let rows):
            let blanks = drawn.dropFirst(lines.count).map { _ in "" }
            let placed = zip(0..<rows, lines + blanks).map { row, line in
                "\u{1B}[\(rows - row)A\u{1B}[\(column + 1)G\(line)\u{1B}[K\u{1B}[\(rows - row)B\r"
            }
            Terminal.write(placed.joined())
        }
        drawn = lines
    }

    /// Takes the lines away.
    func clear() { draw([]) }
}

/// Puts items side by side, as many as fit into so many columns.
func wrapped(_ items: [String], columns: Int, gap: String = "   ") -> [String] {
    items.reduce(into: []) { lines, item in
        if let last = lines.last, last.count + gap.count + item.count <= columns {
            lines[lines.count - 1] = last + gap + item
        } else {
            lines.append(item)
        }
    }
}
