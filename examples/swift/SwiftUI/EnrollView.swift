import AuthenticationServices
import IdxFlow
import SwiftUI

/// Signs in and enrolls Okta Verify by QR code. There is one view for each state.
struct EnrollView: View {
    let config: FlowConfig
    /// The scheme of the redirect URI.
    let callbackScheme: String
    @StateObject var model: EnrollModel
    @Environment(\.scenePhase) private var phase

    var body: some View {
        VStack(spacing: 24) {
            if let prompt = model.state.prompt {
                if let notice = prompt.notice { NoticeView(notice: notice) }
                MessageList(prompt: prompt)
            }
            content
            if let errorText = model.errorText { Text(errorText).foregroundStyle(Color.red) }
        }
        .padding()
        .task { await model.run(config) }
        .onChange(of: phase) { phase in
            switch phase {
            case .active: model.resume()
            case .background: Task { await model.save() }
            default: break
            }
        }
    }

    @ViewBuilder private var content: some View {
        switch model.state {
        case .working(_, let retry):
            ProgressView(retry.map(retryText) ?? "Loading…")
        case .ask(let prompt, _):
            AskView(prompt: prompt, model: model)
        case .showQr(let prompt, let qr, _):
            QrView(qr: qr, prompt: prompt, model: model)
        case .waiting(let prompt, _, _):
            WaitingView(prompt: prompt, model: model)
        case .redirect(_, let url):
            RedirectView(url: url, callbackScheme: callbackScheme, model: model)
        case .done, .doneWithCode:
            Label("You are signed in", systemImage: "checkmark.circle")
        case .failed(let failure):
            Text(failure.messages.first?.text ?? "Unable to sign in")
        }
    }

    private func retryText(_ retry: RetryInfo) -> String {
        if retry.error != nil { return "No connection. Trying again…" }
        return retry.reason == .rateLimited
            ? "Too many requests. Trying again soon…" : "The server is not available. Trying again…"
    }
}

/// The notice about the last answer.
struct NoticeView: View {
    let notice: Notice

    var body: some View {
        switch notice {
        case .answerMayBeLost:
            Text("Your last answer may not have reached the server. Check your input and try again.")
        case .rateLimited(_, let retryAt):
            // everything else on the prompt can be used at once
            Text("Too many attempts. Choose another option, or try again in:")
            Text(timerInterval: Date()...max(retryAt, Date()), countsDown: true)
                .monospacedDigit()
                .accessibilityLabel("Time left")
        }
    }
}

/// The server's messages about the prompt and its fields.
struct MessageList: View {
    let prompt: Prompt

    var body: some View {
        ForEach(prompt.allMessages, id: \.self) { message in
            Text(message.text).foregroundStyle(message.severity == .error ? Color.red : Color.primary)
        }
    }
}

/// The user must act on another device: approve a push notification, or open a link.
struct WaitingView: View {
    let prompt: Prompt
    let model: EnrollModel

    var body: some View {
        ProgressView(instruction)
        // for Okta Verify on this device
        if let url = prompt.contextualData?.sameDevice?.setupUrl?.url {
            Link("Set up Okta Verify on this device", destination: url)
        }
        ChannelMenu(prompt: prompt, model: model)
        if prompt.remediation(named: .resend) != nil {
            Button("Send again") { model.proceed(.resend, on: prompt) }
        }
    }

    private var instruction: String {
        if let number = prompt.contextualData?.correctAnswer {
            return "On your mobile device, open the Okta Verify prompt, then tap \(number.expose())."
        }
        return switch prompt.contextualData?.selectedChannel {
        case .email: "Check your email"
        case .sms: "Check your text messages"
        default: "Push notification sent"
        }
    }
}

/// Opens a browser, and passes its result to the flow.
struct RedirectView: View {
    let url: RedactedUrl
    let callbackScheme: String
    let model: EnrollModel
    @Environment(\.webAuthenticationSession) private var browser
    @State private var errorText: String?

    var body: some View {
        ProgressView("Continue in the browser").task(id: url) { await open() }
        if let errorText { Text(errorText).foregroundStyle(Color.red) }
    }

    private func open() async {
        do {
            guard let url = url.url else { throw URLError(.badURL) }
            model.finishRedirect(try await browser.authenticate(using: url, callbackURLScheme: callbackScheme))
        } catch ASWebAuthenticationSessionError.canceledLogin {
            model.finishRedirect(nil)
        } catch {
            errorText = error.localizedDescription
        }
    }
}
