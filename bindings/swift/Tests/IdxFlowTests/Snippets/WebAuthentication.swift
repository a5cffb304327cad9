// Linux has no AuthenticationServices. There this file is type-checked by the package in examples/swift.
#if canImport(AuthenticationServices)
import AuthenticationServices
import IdxFlow

/// Opens the URL of a redirect, and passes the result to the flow.
@available(iOS 16.4, macOS 13.3, *)
@MainActor
func follow(_ url: URL, of flow: IdxFlow, in browser: WebAuthenticationSession) async throws {
    do {
        let callback = try await browser.authenticate(using: url, callbackURLScheme: "com.acme.app")
        try await flow.handleRedirect(callback)
    } catch ASWebAuthenticationSessionError.canceledLogin {
        try await flow.cancelRedirect()
    }
}
#endif
