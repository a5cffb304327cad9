import Foundation

/// Reads and writes the terminal, and restores its mode.
@MainActor
enum Terminal {
    /// Whether standard input and output are terminals.
    static var isInteractive: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 }

    /// Whether standard output is a terminal, and the user has not turned colors off (https://no-color.org).
    static var hasColors: Bool {
        isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR", default: ""].isEmpty
    }

    static var size: (columns: Int, rows: Int) {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return (80, 24) }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    static func printLine(_ text: String) { write(text + "\n") }

    /// Prints the lines of a QR code: black on white if the output has colors.
    static func printQr(_ lines: [String]) {
        printLine((hasColors ? Modules.colored(lines) : lines).joined(separator: "\n"))
    }

    /// Writes without buffering. Errors are ignored: there is no other output for them.
    static func write(_ text: String) {
        try? FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
    }

    /// Asks for a line. Enter alone returns the default. A hidden input is not echoed.
    ///
    /// - Throws: ``ExitError/canceled`` at the end of the input.
    static func readInput(_ label: String, default value: String? = nil, isHidden: Bool = false) throws -> String {
        let hint = value.map { isHidden ? " [press Enter to use \($0)]" : " [\($0)]" } ?? ""
        write("\(label)\(hint): ")
        if isHidden { changeMode { $0.c_lflag &= ~tcflag_t(ECHO) } }
        defer {
            if isHidden {
                restoreMode()
                write("\n")
            }
        }
        guard let line = readLine() else { throw ExitError.canceled }
        return line.isEmpty ? value ?? "" : line
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
    /// Delivers keys one by one without an echo, and hides the cursor. Ctrl-C still ends the program.
    static func enterRawMode() {
        changeMode { $0.c_lflag &= ~tcflag_t(ICANON | ECHO) }
        write("\u{1B}[?25l")
    }

    /// Restores the line mode and the cursor.
    static func leaveRawMode() {
        write("\u{1B}[?25h")
        restoreMode()
    }

    /// Returns the keys that were pressed since the last call. The end of the input is Ctrl-D.
    static func pressedKeys() -> [Character] {
        var keys: [Character] = []
        var input = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        var byte: UInt8 = 0
        while poll(&input, 1, 0) == 1 {
            guard read(STDIN_FILENO, &byte, 1) == 1 else { return keys + ["\u{4}"] }
            keys.append(Character(UnicodeScalar(byte)))
        }
        return keys
    }

    private static func changeMode(_ change: (inout termios) -> Void) {
        guard var mode = originalMode else { return }
        change(&mode)
        tcsetattr(STDIN_FILENO, TCSADRAIN, &mode)
    }

    private static func restoreMode() {
        if var originalMode { tcsetattr(STDIN_FILENO, TCSADRAIN, &originalMode) }
    }

    /// The mode at the start of the program. It is also restored by the signal handlers.
    private static let originalMode: termios? = {
        var mode = termios()
        guard tcgetattr(STDIN_FILENO, &mode) == 0 else { return nil }
        restoreAtSignals(mode)
        return mode
    }()
}
