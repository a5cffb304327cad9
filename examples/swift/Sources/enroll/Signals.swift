import Foundation

/// When a signal ends the program, the terminal gets this mode first, and its cursor back.
func restoreAtSignals(_ mode: termios) {
    atSignal = mode
    farewell = .from("\u{1B}[?25h\r\n\(ExitError.canceled.text)\r\n")
    for number in [SIGINT, SIGTERM, SIGHUP] { signal(number, restore) }
}

// Made before the handler can look at them: it may make nothing itself.
nonisolated(unsafe) private var atSignal = termios()
nonisolated(unsafe) private var farewell = UnsafeMutableBufferPointer<UInt8>(start: nil, count: 0)

/// Nothing here but what a signal's handler may do (POSIX.1-2024, 2.4.3).
private func restore(_ signal: Int32) {
    tcsetattr(STDIN_FILENO, TCSANOW, &atSignal)
    _ = write(STDOUT_FILENO, farewell.baseAddress, farewell.count)
    _exit(Exit.canceled)
}

extension UnsafeMutableBufferPointer<UInt8> {
    /// The bytes of a text, for good.
    fileprivate static func from(_ text: String) -> Self {
        let bytes = allocate(capacity: text.utf8.count)
        _ = bytes.initialize(from: text.utf8)
        return bytes
    }
}
