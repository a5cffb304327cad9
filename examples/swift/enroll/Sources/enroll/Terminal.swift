import Foundation

/// The person at the terminal, if there is one.
enum Terminal {
    /// Whether somebody can be asked.
    static let isAttended = isatty(STDIN_FILENO) == 1

    /// Whether colours can be shown.
    static let hasColour = isatty(STDOUT_FILENO) == 1

    /// Prints at once, also where the output is a file.
    static func say(_ text: String, terminator: String = "\n") {
        FileHandle.standardOutput.write(Data((text + terminator).utf8))
    }

    /// The lines that are typed, from a thread of their own: reading one blocks.
    static func lines() -> AsyncStream<String> {
        AsyncStream { lines in
            Thread.detachNewThread {
                while let line = readLine() { lines.yield(line.trimmingCharacters(in: .whitespaces)) }
                lines.finish()
            }
        }
    }

    /// Whether what is typed shows.
    static func echo(_ shows: Bool) {
        var settings = termios()
        guard tcgetattr(STDIN_FILENO, &settings) == 0 else { return }
        if shows { settings.c_lflag |= tcflag_t(ECHO) } else { settings.c_lflag &= ~tcflag_t(ECHO) }
        tcsetattr(STDIN_FILENO, TCSANOW, &settings)
    }
}
