import IdxFlow
import SwiftUI

/// The forms of this sample: sign-in, the choice of an authenticator, and the recipient of a setup link.
struct AskView: View {
    let prompt: Prompt
    let model: EnrollModel
    @State private var username = ""
    @State private var password = ""
    @State private var recipient = ""

    var body: some View {
        if prompt.remediation(named: .identify) != nil {
            TextField("Username", text: $username).textContentType(.username)
            SecureField("Password", text: $password).textContentType(.password)
            Button("Sign in") { model.identify(username, password, on: prompt) }
            ForEach(prompt.remediations.filter { $0.name == .redirectIdp }, id: \.id) { link in
                Button("Sign in with \(link.idp?.name ?? "your identity provider")") {
                    model.submit(prompt.answer(link))
                }
            }
        } else if let form = prompt.remediation(named: .enrollmentChannelData), let field = form.fields.first {
            TextField(field.label ?? field.path, text: $recipient)
            Button("Send me the setup link") {
                model.submit(prompt.answer(form, [field.path: .text(recipient)]))
            }
        } else if let form = prompt.remediation(named: .selectAuthenticatorEnroll) {
            Text("Set up security methods")
            ForEach(form.fields.flatMap(\.choices), id: \.id) { choice in
                Button(choice.label ?? choice.id) {
                    if let key = choice.authenticator?.key { model.select(key, on: prompt) }
                }
            }
        } else {
            Text("This app does not support this step.")
        }
    }
}
