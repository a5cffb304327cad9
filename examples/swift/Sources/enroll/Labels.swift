import Foundation
import IdxFlow

/// Titles, labels and messages, in the terms of Okta's own screens.
enum Labels {
    /// Returns the title of a prompt, which is the title of its first remediation.
    static func title(_ prompt: Prompt) -> String {
        let channel = prompt.contextualData?.selectedChannel
        let authenticator = prompt.currentAuthenticator?.displayName ?? "a security method"
        return switch prompt.remediations.first?.name {
        case .identify: "Sign in" + (prompt.app?.label.map { " to \($0)" } ?? "")
        case .selectAuthenticatorEnroll: "Set up security methods"
        case .selectAuthenticatorAuthenticate: "Verify it's you with a security method"
        case .enrollmentChannelData: "Set up Okta Verify via " + (channel == .sms ? "SMS" : "email link")
        case .enrollPoll where channel == .email: "Check your email"
        case .enrollPoll where channel == .sms: "Check your text messages"
        case .enrollPoll, .enrollAuthenticator: "Set up \(authenticator)"
        case .challengeAuthenticator, .challengePoll: "Verify with \(authenticator)"
        case let name?: readableName(name.rawValue)
        case nil: "Nothing more to do"
        }
    }

    /// Returns the messages and the notice of a prompt, and where the setup link was sent.
    static func messages(_ prompt: Prompt) -> [String] {
        let notice = prompt.notice.map { "✗ \(Self.notice($0))" }
        let messages = prompt.allMessages.map { "\(symbol($0.severity)) \($0.text)" } + [notice].compactMap { $0 }
        guard let sent = sentTo(prompt) else { return messages }
        return messages + [
            "We sent \(sent) with an Okta Verify setup link.",
            "To continue, open the link on your mobile device.",
        ]
    }

    /// Returns the text of a notice about the last answer.
    static func notice(_ notice: Notice) -> String {
        switch notice {
        case .answerMayBeLost: "Your last answer may not have reached the server. Check your input and try again."
        case .rateLimited: "Too many attempts. Try again later, or choose another option."
        }
    }

    private static func sentTo(_ prompt: Prompt) -> String? {
        guard prompt.remediation(named: .enrollPoll) != nil, let data = prompt.contextualData else { return nil }
        return switch data.selectedChannel {
        case .email: "an email to \(data.email ?? "your address")"
        case .sms: "an SMS to \(data.phoneNumber ?? "your phone")"
        default: nil
        }
    }

    private static func symbol(_ severity: Severity?) -> Character {
        switch severity {
        case .error: "✗"
        case .warning: "!"
        default: "•"
        }
    }

    /// Returns a line with the options of a list of authenticators, or `nil` for another prompt.
    static func options(_ prompt: Prompt, hasEnrolled: Bool) -> String? {
        guard let form = prompt.remediations.first, form.name == .selectAuthenticatorEnroll else { return nil }
        let authenticators = form.fields.flatMap(\.choices).map { $0.label ?? $0.id }
        let skip = prompt.remediation(named: .skip) == nil ? nil : Self.skip(hasEnrolled: hasEnrolled)
        return "Options: " + (authenticators + [skip].compactMap { $0 }).joined(separator: ", ")
    }

    /// Returns the label of `skip`. The server offers it only if nothing required is left to set up.
    static func skip(hasEnrolled: Bool) -> String { hasEnrolled ? "Finish" : "Set up later" }

    /// Returns the label of a field.
    static func field(_ field: Field) -> String {
        field.label ?? readableName(field.path.split { ".#".contains($0) }.last.map(String.init) ?? "")
    }

    /// Returns the other channels to set up Okta Verify with, and their labels.
    static func channels(_ prompt: Prompt) -> [(channel: Channel, label: String)] {
        let choices = prompt.remediation(named: .selectEnrollmentChannel)?.fields.flatMap(\.choices) ?? []
        return choices.map { Channel(rawValue: $0.id) }
            .filter { $0 != prompt.contextualData?.selectedChannel }
            .compactMap { channel in label(channel).map { (channel, $0) } }
    }

    private static func label(_ channel: Channel) -> String? {
        switch channel {
        case .qrcode: "Scan a QR code"
        case .email: "Email me a setup link"
        case .sms: "Text me a setup link"
        default: nil
        }
    }
}

// MARK: - Results and errors

extension Labels {
    /// Returns the text for an invalid input. The error's own text is for developers.
    static func inputError(
        _ problem: AnswerProblem, field path: String?, retryAfter: TimeInterval?, in prompt: Prompt?
    ) -> String {
        let text =
            switch problem {
            case .rateLimited: "Too many attempts. Try again in \(clock(retryAfter ?? 0))"
            case .passwordPolicy: "This password does not meet the requirements"
            case .missing: "This field is required"
            case .tooShort: "This value is too short"
            case .tooLong: "This value is too long"
            default: "This value is not valid"
            }
        let field = path.flatMap { path in prompt?.remediations.lazy.compactMap { $0.field(path) }.first }
        return field.map { "\(Self.field($0)): \(text)" } ?? text
    }

    /// Returns the reason of a failure, with the server's messages.
    static func failure(_ failure: Failure) -> String {
        var details = failure.messages.map(\.text)
        if case .oAuthError(_, let description?) = failure.detail { details.insert(description, at: 0) }
        return ([failure.text] + details).joined(separator: ": ")
    }

    /// Returns a time in minutes and seconds, rounded up: `1:05`.
    static func clock(_ seconds: TimeInterval) -> String {
        let total = Int(max(seconds, 0).rounded(.up))
        return "\(total / 60):" + String(format: "%02d", total % 60)
    }

    /// `some-wireName` as `Some wire name`.
    private static func readableName(_ name: String) -> String {
        let words = name.replacingOccurrences(of: "[-_]", with: " ", options: .regularExpression)
            .replacingOccurrences(of: "(?<=[a-z])(?=[A-Z])", with: " ", options: .regularExpression)
            .lowercased()
        return words.prefix(1).uppercased() + words.dropFirst()
    }
}
