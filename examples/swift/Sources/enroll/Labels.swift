import Foundation
import IdxFlow

/// What things are called on the screen.
enum Words {
    /// What a prompt is about.
    static func title(_ prompt: Prompt) -> String {
        let what = prompt.currentAuthenticator?.displayName ?? "it"
        return switch prompt.remediations.first?.name {
        case .identify: "Sign in" + (prompt.app?.label.map { " to \($0)" } ?? "")
        case .selectAuthenticatorEnroll: "Choose what to set up"
        case .selectAuthenticatorAuthenticate: "Choose how to prove it is you"
        case .enrollmentChannelData: "Where is the link to go?"
        case .enrollPoll, .enrollAuthenticator: "Set up \(what)"
        case .challengeAuthenticator, .challengePoll: "Prove that it is you: \(what)"
        case let name?: name.rawValue
        case nil: "Nothing more to do"
        }
    }

    /// Where the link went, and what the server says on a prompt.
    static func messages(_ prompt: Prompt) -> [String] {
        let address: String? =
            switch prompt.contextualData?.selectedChannel {
            case .email where prompt.remediation(named: .enrollPoll) != nil: prompt.contextualData?.email ?? "your inbox"
            case .sms where prompt.remediation(named: .enrollPoll) != nil: prompt.contextualData?.phoneNumber ?? "your phone"
            default: nil
            }
        let sent = address.map { "A link was sent to \($0): open it on the phone." }
        return [sent].compactMap { $0 } + prompt.allMessages.map { "\(sign($0.severity)) \($0.text)" }
    }

    private static func sign(_ severity: Severity?) -> Character {
        switch severity {
        case .error: "✗"
        case .warning: "!"
        default: "•"
        }
    }

    /// The authenticators that a prompt offers to set up.
    static func authenticators(_ prompt: Prompt) -> [String] {
        let form = prompt.remediation(named: .selectAuthenticatorEnroll)
        return form?.fields.flatMap(\.choices).map { $0.label ?? $0.id } ?? []
    }

    /// What a field is called.
    static func field(_ field: Field) -> String {
        field.label ?? String(field.path.split(separator: ".").last ?? "")
    }

    /// "Can't scan?": the other ways, and what they are called.
    static func channels(_ prompt: Prompt) -> [(channel: Channel, label: String)] {
        let choices = prompt.remediation(named: .selectEnrollmentChannel)?.fields.flatMap(\.choices) ?? []
        let known: [Channel] = [.qrcode, .email, .sms]
        let offered = choices.filter { known.contains(Channel($0.id)) }
        return offered.compactMap { choice in
            let channel = Channel(choice.id)
            let label = choice.label ?? choice.id
            if channel == prompt.contextualData?.selectedChannel { return nil }
            return (channel, channel == .qrcode ? "Back to the \(label)" : "Can't scan? \(label)")
        }
    }

    /// Why it ended, with all that the server said of it.
    static func failure(_ failure: Failure) -> String {
        let details = [failure.code, failure.description].compactMap { $0 } + failure.messages.map(\.text)
        return ([failure.text] + details).joined(separator: ": ")
    }

    /// Who signed in, and what the app may do. No token is in it.
    static func success(_ tokens: Tokens) -> [String] {
        let token = tokens.idToken
        let who = token?.preferredUsername ?? token?.email ?? token?.subject
        return [
            "Signed in as \(who ?? "somebody: no ID token was asked for")",
            "Scopes: \(tokens.scopes.joined(separator: " "))",
        ]
    }

    /// `1:05`: minutes and seconds, none of them lost.
    static func clock(_ seconds: TimeInterval) -> String {
        let whole = Int(max(seconds, 0).rounded(.up))
        return "\(whole / 60):" + String(format: "%02d", whole % 60)
    }
}
