// Linux has no SwiftUI. There this file is type-checked by the package in examples/swift.
#if canImport(SwiftUI) && canImport(AuthenticationServices)
import AuthenticationServices
import IdxFlow
import SwiftUI

@available(iOS 16.4, macOS 13.3, *)
struct SignInView: View {
    let config: FlowConfig
    @State private var flow: IdxFlow?
    @State private var state = IdxState.working(prompt: nil, retry: nil)
    @State private var username = ""
    @State private var password = ""
    @State private var code = ""
    @State private var errorText: String?
    @Environment(\.webAuthenticationSession) private var browser

    var body: some View {
        VStack(spacing: 16) {
            if let notice = state.prompt?.notice { Text(text(of: notice)) }
            ForEach(state.prompt?.allMessages ?? [], id: \.self) { Text($0.text) }
            switch state {
            case .working(_, let retry):
                ProgressView(retry == nil ? "Signing in…" : "Trying again…")
            case .ask(let prompt, _):
                if let form = prompt.remediation(named: .identify) {
                    TextField("Username", text: $username)
                    if form.field("credentials.passcode") != nil {
                        SecureField("Password", text: $password)
                    }
                    Button("Sign in") {
                        perform { try await $0.identify(username, password: Secret(password), on: prompt) }
                    }
                    ForEach(prompt.remediations.filter { $0.name == .redirectIdp }, id: \.id) { link in
                        Button("Sign in with \(link.idp?.name ?? "your identity provider")") {
                            perform { try await $0.submit(prompt.answer(link)) }
                        }
                    }
                } else if prompt.remediation(named: .challengeAuthenticator) != nil {
                    SecureField("Password or code", text: $code)
                    Button("Verify") {
                        perform { try await $0.enterPasscode(Secret(code), on: prompt) }
                    }
                } else {
                    Text("This app does not support this step.")
                }
            case .showQr, .waiting:
                Text("This app does not support this step.")
            case .redirect(_, let url):
                ProgressView("Continue in the browser").onAppear { open(url) }
            case .done, .doneWithCode:
                Text("You are signed in.")
            case .failed(let failure):
                Text(failure.messages.first?.text ?? "Unable to sign in")
            }
            if let errorText {
                Text(errorText).foregroundStyle(Color.red)
            }
        }
        .padding()
        .task { await start() }
    }

    private func text(of notice: Notice) -> String {
        switch notice {
        case .answerMayBeLost: "Your last answer may not have reached the server. Try again."
        case .rateLimited: "Too many attempts. Try again later, or choose another way."
        }
    }

    private func start() async {
        do {
            let flow = try await IdxFlow.start(config)
            self.flow = flow
            for await state in flow.states { self.state = state }
        } catch {
            errorText = error.localizedDescription
        }
    }

    /// Opens a browser for the redirect URI `com.acme.app:/callback`.
    private func open(_ url: RedactedUrl) {
        perform { flow in
            guard let url = url.url else { throw URLError(.badURL) }
            do {
                let callback = try await browser.authenticate(using: url, callbackURLScheme: "com.acme.app")
                try await flow.handleRedirect(callback)
            } catch ASWebAuthenticationSessionError.canceledLogin {
                try await flow.cancelRedirect()
            }
        }
    }

    private func perform(_ action: @escaping @MainActor (IdxFlow) async throws -> Void) {
        guard let flow else { return }
        errorText = nil
        Task {
            do {
                try await action(flow)
            } catch {
                errorText = error.localizedDescription
            }
        }
    }
}
#endif
