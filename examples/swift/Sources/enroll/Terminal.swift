import Foundation

/// The terminal: lines of text, keys, and the way back to how it was.
@MainActor
enum Terminal {
    /// Whether somebody is there to read and to type.
    static var isAttended: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 }

    /// Columns and rows.
    static var size: (columns: Int, rows: Int) {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return (80, 24) }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// Writes a line.
    static func say(_ text: String) { write(text + "\n") }

    /// Writes at once.
    static func write(_ text: String) {
        // where nobody reads there is nobody to tell
        try? FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
    }

    /// Asks for a line, and proposes one: what Enter stands for. Hidden, what is typed does not show.
    ///
    /// - Throws: ``ExitError/canceled`` where there is no more to read.
    static func ask(_ question: String, propose: String? = nil, hidden: Bool = false) throws -> String {
        let shown = propose.map { hidden ? " [Enter: as the org has it]" : " [\($0)]" } ?? ""
        write("\(question)\(shown): ")
        if hidden { change { $0.c_lflag &= ~tcflag_t(ECHO) } }
        defer {
            if hidden {
                restore()
                write("\n")
            }
        }
        guard let line = readLine() else { throw ExitError.canceled }
        return line.isEmpty ? propose ?? "" : line
    }

    private static func readLine() -> String? {
        var (line, byte): ([UInt8], UInt8) = ([], 0)
        while read(STDIN_FILENO, &byte, 1) == 1 {
            if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
            line.append(byte)
        }
        return nil
    }
}

// MARK: - Keys

extension Terminal {
    /// Keys come one by one from now on, and do not show. Ctrl-C still ends the program.
    static func takeKeys() {
        change { $0.c_lflag &= ~tcflag_t(ICANON | ECHO) }
        write("\u{1B}[?25l")
    }

    /// Lines again.
    static func takeLines() {
        write("\u{1B}[?25h")
        restore()
    }

    /// The keys that were pressed since this was asked last. The end of what there is to read is Ctrl-D.
    static func keys() -> [Character] {
        var keys: [Character] = []
        var input = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        var byte: UInt8 = 0
        while poll(&input, 1, 0) == 1 {
            guard read(STDIN_FILENO, &byte, 1) == 1 else { return keys + ["\u{4}"] }
            keys.append(Character(UnicodeScalar(byte)))
        }
        return keys
    }

    private static func change(_ change: (inout termios) -> Void) {
        guard var mode = Self.usual else { return }
        change(&mode)
        tcsetattr(STDIN_FILENO, TCSADRAIN, &mode)
    }

    private static func restore() {
        if var usual { tcsetattr(STDIN_FILENO, TCSADRAIN, &usual) }
    }

    /// How the terminal was. However the program ends, it is so again.
    private static let usual: termios? = {
        var mode = termios()
        guard tcgetattr(STDIN_FILENO, &mode) == 0 else { return nil }
        restoreAtSignals(mode)
        return mode
    }()
}
