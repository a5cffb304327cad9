import Foundation
import IdxFlow

/// Somebody is at the terminal.
@MainActor
final class Attended: UserInput {
    private let user: Org.User?
    private let live = LiveLines()
    private var prompt: Int64?
    private var countdowns = Countdowns()
    /// Whether keys are taken: there is something to wait for.
    private var isWaiting = false
    private var told: String?

    /// Columns for lines beside the code, with the gap before them.
    private static let besides = 30

    init(user: Org.User?) { self.user = user }

    func show(_ state: IdxState) throws -> Reply? {
        guard let shown = state.prompt else { return nil }
        countdowns.show(state)
        guard shown.number != prompt else { return nil }
        prompt = shown.number
        told = nil
        return try open(state)
    }

    func answerAgain(_ state: IdxState, because text: String) throws -> Reply? {
        tell("✗ \(text)")
        guard case .ask = state else { return nil }
        return try open(state)
    }

    func notice(_ event: IdxEvent) {
        countdowns.notice(event)
        if case .requestFailed = event { wait(true) }
    }

    func tell(_ text: String) {
        told = text
        guard !isWaiting else { return }
        Terminal.say(text)
    }

    func tick(_ state: IdxState, expiresIn: TimeInterval?) throws -> Reply? {
        guard isWaiting else { return nil }
        let choices = WaitingChoices(state)
        for key in Terminal.keys() {
            if key == "q" || key == "\u{4}" { return try leave() }
            if let reply = choices.reply(to: key) { return reply }
        }
        countdowns.tick(state)
        live.draw(laidOut(countdowns.lines(expiresIn), choices.labels))
        return nil
    }

    /// One below the other beside the code, else side by side.
    private func laidOut(_ countdowns: [String], _ choices: [String]) -> [String] {
        let told = [told].compactMap { $0 }
        guard live.place == .below else {
            let words = (told + countdowns).map { $0.split(separator: " ").map(String.init) }
            return words.flatMap { wrapped($0, columns: live.width, gap: " ") } + [""] + choices
        }
        return told + wrapped(choices, columns: live.width) + [countdowns.joined(separator: ", ")]
    }

    /// Whatever happens next, the terminal is as it was.
    func rest() { wait(false) }

    private func leave() throws -> Reply? {
        wait(false)
        throw ExitError.canceled
    }

    private func wait(_ isWaiting: Bool) {
        if self.isWaiting, !isWaiting {
            live.clear()
            Terminal.takeLines()
        } else if !self.isWaiting, isWaiting {
            Terminal.takeKeys()
        }
        self.isWaiting = isWaiting
    }

    private func open(_ state: IdxState) throws -> Reply? {
        guard let prompt = state.prompt else { return nil }
        wait(false)
        live.put(.below)
        Terminal.say("\n" + Words.title(prompt))
        for message in Words.messages(prompt) { Terminal.say(message) }
        switch state {
        case .showQr(_, let qr, _):
            draw(qr)
            wait(true)
        case .waiting, .ask(_, .some): wait(true)
        case .ask(_, nil): return try Form(prompt: prompt, user: user).fill()
        case .redirect: throw ExitError.failed("this org wants a browser, and there is none here")
        default: break
        }
        return nil
    }

    private func draw(_ qr: QrCode) {
        Terminal.say(qr.alt)
        let (columns, rows) = Terminal.size
        guard let modules = Modules(png: qr.png.data) else { return Terminal.say("(a picture that is no QR code)") }
        // beside it there is room for the longest choice; below it there is the cursor
        let beside = modules.lines(columns: columns - Self.besides, rows: rows - 1)
        guard let lines = beside ?? modules.lines(columns: columns, rows: rows - 5) else {
            return Terminal.say("(this window is too small for the code: \(columns) columns, \(rows) rows)")
        }
        Terminal.say(lines.joined(separator: "\n"))
        if beside != nil { live.put(.beside(column: 2 * lines.count + 1, rows: lines.count)) }
    }
}
