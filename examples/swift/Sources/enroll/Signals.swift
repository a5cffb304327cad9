import Foundation

/// When a signal ends the program, the terminal gets this mode first, and its cursor back.
func restoreAtSignals(_ mode: termios) {
    atSignal = mode
    for number in [SIGINT, SIGTERM, SIGHUP] { signal(number, restore) }
}

// For the handler, which may look at nothing that would have to be made first.
nonisolated(unsafe) private var atSignal = termios()
nonisolated(unsafe) private let showCursor = UnsafeMutableBufferPointer<UInt8>.from("\u{1B}[?25h\r\n")

/// Nothing here but what a signal's handler may do (POSIX.1-2024, 2.4.3).
private func restore(_ signal: Int32) {
    tcsetattr(STDIN_FILENO, TCSANOW, &atSignal)
    _ = write(STDOUT_FILENO, showCursor.baseAddress, showCursor.count)
    _exit(Exit.cancelled)
}

extension UnsafeMutableBufferPointer<UInt8> {
    /// The bytes of a text, for good.
    fileprivate static func from(_ text: String) -> Self {
        let bytes = allocate(capacity: text.utf8.count)
        _ = bytes.initialize(from: text.utf8)
        return bytes
    }
}
