import IdxFlow

/// The keys that the user can press while a prompt waits.
struct WaitingChoices {
    private var choices: [(key: Character, label: String, reply: Reply)] = []

    init(_ state: IdxState) {
        guard let prompt = state.prompt else { return }
        switch state {
        case .showQr(_, let qr, _): choices.append(("s", "Scan now", .scan(qr)))
        case .waiting where [.email, .sms].contains(prompt.contextualData?.selectedChannel):
            choices.append(("s", "Open the link now", .openLink))
        case .ask(_, .some), .waiting: break
        default: return
        }
        for (digit, choice) in zip("123456789", Labels.channels(prompt)) {
            choices.append((digit, choice.label, .selectChannel(choice.channel)))
        }
    }

    /// Returns the reply for a key.
    func reply(to key: Character) -> Reply? { choices.first { $0.key == key }?.reply }

    /// The keys with their labels: `s Scan now`, `1 Email me a setup link`, `q Quit`.
    var labels: [String] { choices.map { "\($0.key) \($0.label)" } + ["q Quit"] }
}
