import Foundation
import IdxFlow

/// The events of a scenario as text: answers, requests and prompts, without values or secrets. The
/// format is described in `tests/scenarios/README.md`.
struct Transcript {
    private(set) var lines: [String] = []

    var text: String { lines.joined(separator: "\n") }

    mutating func append(_ line: String) { lines.append(line) }

    /// Appends an event. Equal states in a row become one line.
    mutating func append(_ event: IdxEvent) {
        switch event {
        case .answerSubmitted(let answer):
            append("answer \(answer.remediation) [\(answer.values.keys.sorted().joined(separator: ", "))]")
        case .requestSent(let request):
            append("\(capitalized(request.purpose)) \(request.method) \(request.url.url?.path ?? "?")")
        case .responseReceived(_, let status, _):
            lines[lines.count - 1] += " → \(status)"
        case .requestFailed:
            lines[lines.count - 1] += " → nothing"
        case .redirectReceived(let accepted):
            append(accepted ? "redirect received" : "redirect received → refused")
        case .redirectCanceled:
            append("redirect canceled")
        case .stateChanged(let state):
            let line = line(for: state)
            if lines.last != line { append(line) }
        }
    }
}

private func capitalized(_ name: some Any) -> String {
    let name = "\(name)"
    return name.prefix(1).uppercased() + name.dropFirst()
}

private func line(for state: IdxState) -> String {
    switch state {
    case .working: "work"
    case .ask(let prompt, let pollIn): "ask\(poll(in: pollIn)): \(summary(of: prompt))"
    case .showQr(let prompt, _, let pollIn): "show the QR code\(poll(in: pollIn)): \(summary(of: prompt))"
    case .waiting(let prompt, let pollIn, _): "wait\(poll(in: pollIn)): \(summary(of: prompt))"
    case .redirect(let prompt, _): "open a browser: \(summary(of: prompt))"
    case .done(let tokens): "done: \(tokens.scopes.joined(separator: " "))"
    case .doneWithCode: "done with a code"
    case .failed(let failure):
        "failed: \(capitalized(failure.kind))" + failure.messages.compactMap(\.key).map { " !\($0)" }.joined()
    }
}

private func poll(in seconds: TimeInterval?) -> String {
    guard let seconds else { return "" }
    let isInteger = seconds == seconds.rounded()
    return ", poll in " + (isInteger ? String(Int(seconds)) : String(seconds)) + "s"
}

/// The IDs of the remediations, the keys of the messages, and the notice. `@` precedes the field of a
/// message.
private func summary(of prompt: Prompt) -> String {
    let messages = prompt.allMessages.map { message in
        "!\(message.key ?? "?")" + (message.field.map { "@\($0)" } ?? "")
    }
    let notice: [String] =
        switch prompt.notice {
        case .answerMayBeLost(let attempts): ["?lost \(attempts)"]
        case .rateLimited(let remediation, _): ["?limited \(remediation)"]
        case nil: []
        }
    return (prompt.remediations.map(\.id) + messages + notice).joined(separator: " ")
}
