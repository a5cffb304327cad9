// Not compiled on Linux, where there is no SwiftUI: it is parsed there, and that is all.
#if canImport(SwiftUI)
import IdxFlow
import SwiftUI

/// The forms of this flow: who signs in, which authenticator, where the link goes.
struct AskView: View {
    let prompt: Prompt
    let model: EnrollModel
    @State private var login = ""
    @State private var password = ""
    @State private var address = ""

    var body: some View {
        if prompt.remediation(named: .identify) != nil {
            TextField("Username", text: $login).textContentType(.username)
            SecureField("Password", text: $password).textContentType(.password)
            Button("Sign in") { model.identify(login, password) }
        } else if let form = prompt.remediation(named: .enrollmentChannelData), let field = form.fields.first {
            TextField(field.label ?? field.path, text: $address)
            Button("Send the link") { model.fill(form, field.path, address) }
        } else if let form = prompt.remediation(named: .selectAuthenticatorEnroll) {
            ForEach(form.fields.flatMap(\.choices), id: \.id) { choice in
                Button(choice.label ?? choice.id) {
                    if let key = choice.authenticator?.key { model.choose(key) }
                }
            }
        } else {
            Text("This app does not know this step yet.")
        }
    }
}
#endif
