import Foundation

/// Restores the terminal mode and the cursor if a signal ends the program.
func restoreAtSignals(_ mode: termios) {
    terminalMode = mode
    message = .from("\u{1B}[?25h\r\n\(ExitError.canceled.text)\r\n")
    for number in [SIGINT, SIGTERM, SIGHUP] { signal(number, restore) }
}

// Created before the handler is installed, because the handler must not allocate memory.
nonisolated(unsafe) private var terminalMode = termios()
nonisolated(unsafe) private var message = UnsafeMutableBufferPointer<UInt8>(start: nil, count: 0)

/// Calls only async-signal-safe functions (POSIX.1-2024, 2.4.3).
private func restore(_ signal: Int32) {
    tcsetattr(STDIN_FILENO, TCSANOW, &terminalMode)
    _ = write(STDOUT_FILENO, message.baseAddress, message.count)
    _exit(ExitCode.canceled)
}

extension UnsafeMutableBufferPointer<UInt8> {
    /// Allocates a buffer with the bytes of a text. It is never freed.
    fileprivate static func from(_ text: String) -> Self {
        let bytes = allocate(capacity: text.utf8.count)
        _ = bytes.initialize(from: text.utf8)
        return bytes
    }
}
