import IdxFlow

/// What can be chosen by a key while a prompt waits.
struct WaitingChoices {
    private var choices: [(key: Character, label: String, reply: Reply)] = []

    init(_ state: IdxState) {
        guard let prompt = state.prompt else { return }
        switch state {
        case .showQr(_, let qr, _): choices.append(("s", "Let the org's phone scan", .scan(qr)))
        case .waiting where [.email, .sms].contains(prompt.contextualData?.selectedChannel):
            choices.append(("s", "Let the org's phone open the link", .openLink))
        case .ask(_, .some), .waiting: break
        default: return
        }
        for (digit, way) in zip("123456789", Words.channels(prompt)) {
            choices.append((digit, way.label, .channel(way.channel)))
        }
    }

    /// What a key asks for.
    func reply(to key: Character) -> Reply? { choices.first { $0.key == key }?.reply }

    /// What there is to choose: `s Let the org's phone scan`, `1 Can't scan? Email`, `q Quit`.
    var labels: [String] { choices.map { "\($0.key) \($0.label)" } + ["q Quit"] }
}
