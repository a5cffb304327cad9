import Foundation
import IdxFlow

/// What happened on a scenario, for people to read: answers, requests, prompts. No values, no secrets.
struct Transcript {
    private(set) var lines: [String] = []

    var text: String { lines.joined(separator: "\n") }

    mutating func say(_ line: String) { lines.append(line) }

    /// Takes in what happened. The same prompt twice in a row is one line.
    mutating func note(_ event: IdxEvent) {
        switch event {
        case .answerSubmitted(let answer):
            say("answer \(answer.remediation) [\(answer.values.keys.sorted().joined(separator: ", "))]")
        case .requestSent(let request):
            say("\(name(of: request.purpose)) \(request.method) \(request.url.url?.path ?? "?")")
        case .responseReceived(_, let status):
            lines[lines.count - 1] += " → \(status)"
        case .requestFailed:
            lines[lines.count - 1] += " → nothing"
        case .redirectReceived(let accepted):
            say(accepted ? "redirect received" : "redirect received → refused")
        case .stateChanged(let state):
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
    case .ask(let prompt, let wait): "ask\(poll(in: wait)): \(line(of: prompt))"
    case .showQr(let prompt, _, let wait): "show the QR code\(poll(in: wait)): \(line(of: prompt))"
    case .waiting(let prompt, let wait): "wait\(poll(in: wait)): \(line(of: prompt))"
    case .redirect(let prompt, _): "open a browser: \(line(of: prompt))"
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
