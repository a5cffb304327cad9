/// Lines that are redrawn in place. The cursor stays in the row below everything else.
@MainActor
final class LiveLines {
    enum Place: Equatable {
        /// Below everything else.
        case below
        /// From this column on, in the last rows of the output.
        case beside(column: Int, rows: Int)
    }

    private var drawnLines: [String] = []
    private(set) var place = Place.below

    /// The maximum length of a line.
    var width: Int {
        let columns = Terminal.size.columns - 1
        if case .beside(let column, _) = place { return max(columns - column, 1) }
        return columns
    }

    /// Clears the lines, and draws later ones at another place.
    func move(to place: Place) {
        clear()
        self.place = place
    }

    /// Replaces the lines. Long lines are truncated, so that each occupies one row.
    func draw(_ lines: [String]) {
        let lines = lines.map { String($0.prefix(width)) }
        guard lines != drawnLines else { return }
        switch place {
        case .below:
            let up = drawnLines.isEmpty ? "" : "\u{1B}[\(drawnLines.count)F\u{1B}[J"
            Terminal.write(up + lines.map { "\($0)\r\n" }.joined())
        case .beside(let column, let rows):
            let blanks = drawnLines.dropFirst(lines.count).map { _ in "" }
            let placedLines = zip(0..<rows, lines + blanks).map { row, line in
                "\u{1B}[\(rows - row)A\u{1B}[\(column + 1)G\(line)\u{1B}[K\u{1B}[\(rows - row)B\r"
            }
            Terminal.write(placedLines.joined())
        }
        drawnLines = lines
    }

    /// Removes the lines.
    func clear() { draw([]) }
}

/// Puts as many items on each line as fit into the columns.
func wrap(_ items: [String], columns: Int, gap: String = "   ") -> [String] {
    items.reduce(into: []) { lines, item in
        if let last = lines.last, last.count + gap.count + item.count <= columns {
            lines[lines.count - 1] = last + gap + item
        } else {
            lines.append(item)
        }
    }
}
