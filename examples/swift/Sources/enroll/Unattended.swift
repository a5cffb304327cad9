import Foundation
import IdxFlow

/// Answers as the org's first user, whose phone scans the QR code after the first poll.
@MainActor
final class Unattended: UserInput {
    private let user: Org.User?
    private var promptVersion: Int64?
    private var polls = 0
    private var failures = 0
    private var hasIdentified = false
    private var hasUsedPhone = false
    private var hasEnrolled = false

    /// The number of consecutive failed requests after which the program gives up.
    private static let maxFailures = 5

    init(user: Org.User?) { self.user = user }

    func show(_ state: IdxState) throws -> Reply? {
        guard let prompt = state.prompt else { return nil }
        let isNew = prompt.version != promptVersion
        if isNew { printPrompt(prompt) }
        promptVersion = prompt.version
        switch state {
        case .ask(_, let pollIn): return isNew ? try answer(prompt, isPolled: pollIn != nil) : nil
        case .showQr(_, let qr, _): return usePhone(.scan(qr))
        case .waiting where [.email, .sms].contains(prompt.contextualData?.selectedChannel):
            return usePhone(.openLink)
        case .redirect: throw ExitError.failed("this org requires a browser, which this program does not support")
        default: return nil
        }
    }

    func retry(_ state: IdxState, errorText: String) throws -> Reply? { throw ExitError.failed(errorText) }

    func handle(_ event: IdxEvent) throws {
        switch event {
        case .responseReceived(let request, let status, _):
            failures = 0
            if request.purpose == .poll {
                polls += 1
                Terminal.printLine("Poll \(polls): HTTP \(status)")
            }
        case .requestFailed(_, let error):
            failures += 1
            Terminal.printLine("✗ The server is not available: \(error.localizedDescription)")
            if failures == Self.maxFailures { throw ExitError.failed("\(failures) requests failed in a row") }
        default: break
        }
    }

    func tick(_ state: IdxState, expiresIn: TimeInterval?) -> Reply? { nil }

    func showStatus(_ text: String) { Terminal.printLine(text) }

    func showEnrollment(_ authenticator: String) {
        hasEnrolled = true
        Terminal.printLine("\(authenticator) is set up.")
    }

    private func printPrompt(_ prompt: Prompt) {
        Terminal.printLine("\n" + Labels.title(prompt))
        for message in Labels.messages(prompt) { Terminal.printLine(message) }
        guard let qr = prompt.qr else {
            if let options = Labels.options(prompt, hasEnrolled: hasEnrolled) { Terminal.printLine(options) }
            return
        }
        // the output is not a terminal, so its width is unknown
        Terminal.printLine(qr.alt + "\n")
        Terminal.printQr(Modules(png: qr.png.data)?.lines() ?? [])
        Terminal.printLine("")
    }

    private func answer(_ prompt: Prompt, isPolled: Bool) throws -> Reply? {
        // an answer that is lost or limited would be lost or limited again
        if let notice = prompt.notice { throw ExitError.failed(Labels.notice(notice)) }
        if prompt.remediation(named: .identify) != nil, !hasIdentified, let user {
            hasIdentified = true
            Terminal.printLine("> \(user.login) and password")
            return .identify(login: user.login, password: Secret(user.password ?? ""))
        }
        if isPolled { return nil }
        if prompt.offersOktaVerify {
            Terminal.printLine("> Okta Verify")
            return .selectAuthenticator(.oktaVerify)
        }
        if prompt.remediation(named: .skip) != nil {
            Terminal.printLine("> \(Labels.skip(hasEnrolled: hasEnrolled))")
            return .proceed(.skip)
        }
        let messages = prompt.allMessages.map(\.text).joined(separator: " ")
        throw ExitError.failed(messages.isEmpty ? "this prompt requires a user at a terminal" : messages)
    }

    private func usePhone(_ reply: Reply) -> Reply? {
        guard polls > 0, !hasUsedPhone else { return nil }
        hasUsedPhone = true
        return reply
    }
}

extension Prompt {
    /// Whether Okta Verify can be set up.
    var offersOktaVerify: Bool {
        let form = remediation(named: .selectAuthenticatorEnroll)
        return form?.fields.flatMap(\.choices).contains { $0.authenticator?.key == .oktaVerify } ?? false
    }
}
