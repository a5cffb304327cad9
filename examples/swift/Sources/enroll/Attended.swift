import Foundation
import IdxFlow

/// A user at a terminal.
@MainActor
final class Attended: UserInput {
    private let user: Org.User?
    private let live = LiveLines()
    private var promptVersion: Int64?
    private var countdowns = Countdowns()
    /// Whether the program waits, and reads single keys.
    private var isWaiting = false
    private var status: String?
    private var hasEnrolled = false

    /// The columns for the lines beside the QR code, including the gap.
    private static let sideColumns = 30

    init(user: Org.User?) { self.user = user }

    func show(_ state: IdxState) throws -> Reply? {
        guard let prompt = state.prompt else { return nil }
        countdowns.start(state)
        guard prompt.version != promptVersion else { return nil }
        promptVersion = prompt.version
        status = nil
        return try present(state)
    }

    func retry(_ state: IdxState, errorText: String) throws -> Reply? {
        showStatus("✗ \(errorText)")
        guard case .ask = state else { return nil }
        return try present(state)
    }

    func handle(_ event: IdxEvent) {
        countdowns.handle(event)
        if case .requestFailed = event { setWaiting(true) }
    }

    func showStatus(_ text: String) {
        status = text
        guard !isWaiting else { return }
        Terminal.printLine(text)
    }

    func showEnrollment(_ authenticator: String) {
        hasEnrolled = true
        setWaiting(false)
        live.move(to: .below)
        Terminal.printLine("\n✓ \(authenticator) is set up.")
    }

    func tick(_ state: IdxState, expiresIn: TimeInterval?) throws -> Reply? {
        guard isWaiting else { return nil }
        let choices = WaitingChoices(state)
        for key in Terminal.pressedKeys() {
            if key == "q" || key == "\u{4}" { return try quit() }
            if let reply = choices.reply(to: key) { return reply }
        }
        countdowns.update(state)
        live.draw(layOut(countdowns.lines(expiresIn), choices.labels))
        return nil
    }

    /// Puts one item on each line beside the QR code, or else as many as fit on each line.
    private func layOut(_ countdowns: [String], _ choices: [String]) -> [String] {
        let status = [status].compactMap { $0 }
        guard live.place == .below else {
            let lines = (status + countdowns).flatMap { line in
                wrap(line.split(separator: " ").map(String.init), columns: live.width, gap: " ")
            }
            return lines + [""] + choices
        }
        return status + wrap(choices, columns: live.width) + wrap(countdowns, columns: live.width)
    }

    /// Restores the terminal.
    func restoreTerminal() { setWaiting(false) }

    private func quit() throws -> Reply? {
        setWaiting(false)
        throw ExitError.canceled
    }

    private func setWaiting(_ isWaiting: Bool) {
        if self.isWaiting, !isWaiting {
            live.clear()
            Terminal.leaveRawMode()
        } else if !self.isWaiting, isWaiting {
            Terminal.enterRawMode()
        }
        self.isWaiting = isWaiting
    }

    private func present(_ state: IdxState) throws -> Reply? {
        guard let prompt = state.prompt else { return nil }
        setWaiting(false)
        live.move(to: .below)
        Terminal.printLine("\n" + Labels.title(prompt))
        for message in Labels.messages(prompt) { Terminal.printLine(message) }
        switch state {
        case .showQr(_, let qr, _):
            draw(qr)
            setWaiting(true)
        case .waiting, .ask(_, .some): setWaiting(true)
        case .ask(_, nil): return try Form(prompt: prompt, user: user, hasEnrolled: hasEnrolled).fill()
        case .redirect: throw ExitError.failed("this org requires a browser, which this program does not support")
        default: break
        }
        return nil
    }

    private func draw(_ qr: QrCode) {
        Terminal.printLine(qr.alt)
        let (columns, rows) = Terminal.size
        guard let modules = Modules(png: qr.png.data) else {
            return Terminal.printLine("(The image is not a QR code.)")
        }
        // the cursor needs one row below the code
        let besideLines = modules.lines(columns: columns - Self.sideColumns, rows: rows - 1)
        guard let lines = besideLines ?? modules.lines(columns: columns, rows: rows - 5) else {
            return Terminal.printLine("(The window is too small for the QR code: \(columns) columns, \(rows) rows.)")
        }
        Terminal.printQr(lines)
        if besideLines != nil { live.move(to: .beside(column: 2 * lines.count + 1, rows: lines.count)) }
    }
}
