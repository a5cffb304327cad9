import Foundation
import IdxFlow

/// What happened on a journey, for people to read: answers, requests, pages. No values, no secrets.
struct Transcript {
    private(set) var lines: [String] = []

    var text: String { lines.joined(separator: "\n") }

    mutating func say(_ line: String) { lines.append(line) }

    /// Takes in what happened. The same page twice in a row is one line.
    mutating func note(_ event: IdxEvent) {
        switch event {
        case .answers(let answer):
            say("answer \(answer.remediation) [\(answer.values.keys.sorted().joined(separator: ", "))]")
        case .sends(let request):
            say("\(name(of: request.purpose)) \(request.method) \(request.url.url?.path ?? "?")")
        case .receives(_, let status):
            lines[lines.count - 1] += " → \(status)"
        case .fails:
            lines[lines.count - 1] += " → nothing"
        case .comesBack(let accepted):
            say(accepted ? "come back" : "come back → refused")
        case .shows(let state):
            let line = line(of: state)
            if lines.last != line { say(line) }
        }
    }
}

private func name(of word: some Any) -> String {
    let word = "\(word)"
    return word.prefix(1).uppercased() + word.dropFirst()
}

private func line(of state: IdxState) -> String {
    switch state {
    case .working: "work"
    case .ask(let page, let wait): "ask\(poll(in: wait)): \(line(of: page.prompt))"
    case .showQr(let page, _, let wait): "show the QR code\(poll(in: wait)): \(line(of: page.prompt))"
    case .waiting(let page, let wait): "wait\(poll(in: wait)): \(line(of: page.prompt))"
    case .redirect(let page, _): "open a browser: \(line(of: page.prompt))"
    case .done(let tokens): "done: \(tokens.scopes.joined(separator: " "))"
    case .doneWithCode: "done with a code"
    case .failed(let failure):
        "failed: \(name(of: failure.kind))" + failure.messages.compactMap(\.key).map { " !\($0)" }.joined()
    }
}

private func poll(in seconds: TimeInterval?) -> String {
    guard let seconds else { return "" }
    let isWhole = seconds == seconds.rounded()
    return ", poll in " + (isWhole ? String(Int(seconds)) : String(seconds)) + "s"
}

/// The remediations, and the keys of the messages, with the field where a message stands at one.
private func line(of prompt: Prompt) -> String {
    let messages = prompt.allMessages.map { message in
        "!\(message.key ?? "?")" + (message.field.map { "@\($0)" } ?? "")
    }
    return (prompt.remediations.map(\.id) + messages).joined(separator: " ")
}
