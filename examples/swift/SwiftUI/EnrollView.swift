// Not compiled on Linux, where there is no SwiftUI: it is parsed there, and that is all.
#if canImport(SwiftUI)
import IdxFlow
import SwiftUI

/// Signs in, and enrolls Okta Verify by its QR code on the way: one view for each state.
struct EnrollView: View {
    let config: FlowConfig
    @StateObject var model: EnrollModel
    @Environment(\.scenePhase) private var phase

    var body: some View {
        VStack(spacing: 24) {
            if let prompt = model.state.prompt { Messages(prompt: prompt) }
            content
            if let complaint = model.complaint { Text(complaint).foregroundStyle(Color.red) }
        }
        .padding()
        .task { await model.follow(config) }
        .onChange(of: phase) { phase in
            switch phase {
            case .active: model.resume()
            case .background: Task { await model.keep() }
            default: break
            }
        }
    }

    @ViewBuilder private var content: some View {
        switch model.state {
        case .working(_, let retry):
            ProgressView(retry == nil ? "One moment…" : "No connection. Trying again…")
        case .ask(let prompt, _):
            AskView(prompt: prompt, model: model)
        case .showQr(let prompt, let qr, _):
            QrView(qr: qr, prompt: prompt, model: model)
        case .waiting(let prompt, _):
            WaitingView(prompt: prompt, model: model)
        case .redirect(_, let address):
            if let url = address.url { Link("Go on in the browser", destination: url) }
        case .done, .doneWithCode:
            Label("You are signed in", systemImage: "checkmark.circle")
        case .failed(let failure):
            Text(failure.messages.first?.text ?? "That did not work. Please start again.")
        }
    }
}

/// What the server says, at the top and at the fields.
struct Messages: View {
    let prompt: Prompt

    var body: some View {
        ForEach(Array(prompt.allMessages.enumerated()), id: \.offset) { _, message in
            Text(message.text).foregroundStyle(message.severity == .error ? Color.red : Color.primary)
        }
    }
}

/// Something is to happen on the phone: a push is answered, a link is opened.
struct WaitingView: View {
    let prompt: Prompt
    let model: EnrollModel

    var body: some View {
        let number = prompt.contextualData?.correctAnswer?.expose()
        ProgressView(number.map { "Choose \($0) on your phone" } ?? "Check your phone")
        // Okta Verify on this very device
        if let url = prompt.contextualData?.sameDevice?.setupUrl?.url {
            Link("Set up Okta Verify here", destination: url)
        }
        ChannelMenu(prompt: prompt, model: model)
    }
}
#endif
