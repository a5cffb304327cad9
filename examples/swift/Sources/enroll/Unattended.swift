import Foundation
import IdxFlow

/// Nobody is there: the org's first user signs in, and her phone scans after the first poll.
@MainActor
final class Unattended: UserInput {
    private let user: Org.User?
    private var prompt: Int64?
    private var polls = 0
    private var failures = 0
    private var hasIdentified = false
    private var hasUsedPhone = false

    /// So many exchanges in a row that come to nothing are enough.
    private static let patience = 5

    init(user: Org.User?) { self.user = user }

    func show(_ state: IdxState) throws -> Reply? {
        guard let shown = state.prompt else { return nil }
        let isNew = shown.number != prompt
        if isNew { open(shown) }
        prompt = shown.number
        switch state {
        case .ask(_, let pollIn): return isNew ? try answer(shown.prompt, isPolled: pollIn != nil) : nil
        case .showQr(_, let qr, _): return usePhone(.scan(qr))
        case .waiting where [.email, .sms].contains(shown.prompt.contextualData?.selectedChannel): return usePhone(.openLink)
        case .redirect: throw ExitError.failed("this org wants a browser, and there is none here")
        default: return nil
        }
    }

    func answerAgain(_ state: IdxState, because text: String) throws -> Reply? { throw ExitError.failed(text) }

    func notice(_ event: IdxEvent) throws {
        switch event {
        case .responseReceived(let request, let status):
            failures = 0
            if request.purpose == .poll {
                polls += 1
                Terminal.say("Poll \(polls): HTTP \(status)")
            }
        case .requestFailed(_, let error):
            failures += 1
            Terminal.say("The org does not answer: \(error.localizedDescription).")
            if failures == Self.patience { throw ExitError.failed("the org does not answer, \(failures) times in a row") }
        default: break
        }
    }

    func tick(_ state: IdxState, expiresIn: TimeInterval?) -> Reply? { nil }

    func tell(_ text: String) { Terminal.say(text) }

    private func open(_ prompt: Prompt) {
        Terminal.say("\n" + Words.title(prompt))
        for message in Words.messages(prompt) { Terminal.say(message) }
        guard let qr = prompt.qr else {
            let offered = Words.authenticators(prompt)
            if !offered.isEmpty { Terminal.say("Offered: \(offered.joined(separator: ", "))") }
            return
        }
        // for whoever reads it later: as if the window were as large as need be
        let lines = Modules(png: qr.png.data)?.lines() ?? []
        Terminal.say(([qr.alt, ""] + lines + [""]).joined(separator: "\n"))
    }

    private func answer(_ prompt: Prompt, isPolled: Bool) throws -> Reply? {
        if prompt.remediation(named: .identify) != nil, !hasIdentified, let user {
            hasIdentified = true
            Terminal.say("> \(user.login), and the password")
            return .identify(login: user.login, password: Secret(user.password ?? ""))
        }
        if isPolled { return nil }
        if prompt.offersOktaVerify {
            Terminal.say("> Okta Verify")
            return .authenticator(.oktaVerify)
        }
        if prompt.remediation(named: .skip) != nil {
            Terminal.say("> Skip this")
            return .press(.skip)
        }
        let said = prompt.allMessages.map(\.text).joined(separator: " ")
        throw ExitError.failed(said.isEmpty ? "this prompt needs somebody at a terminal" : said)
    }

    private func usePhone(_ reply: Reply) -> Reply? {
        guard polls > 0, !hasUsedPhone else { return nil }
        hasUsedPhone = true
        return reply
    }
}

extension Prompt {
    /// Whether Okta Verify can be chosen here.
    var offersOktaVerify: Bool {
        let form = named(.selectAuthenticatorEnroll)
        return form?.fields.flatMap(\.choices).contains { $0.authenticator?.key == .oktaVerify } ?? false
    }
}
