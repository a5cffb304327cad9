import Foundation
import IdxFlowEngine

extension IdxFlow {
    /// Handles the URL that a browser or another app returned to the redirect URI, or to
    /// `FlowConfig.emailRedirectUri` after the user opened the link of an email.
    ///
    /// - Throws: ``IdxError/redirect(problem:otp:text:)`` if the URL does not belong to this flow, or
    ///   contains neither a code nor an error. The flow is unchanged. ``IdxError/closed`` if the flow is
    ///   closed.
    public func handleRedirect(_ url: URL) throws {
        try checkIsOpen()
        do {
            try withEngine { try $0.handleRedirect(url: Secret(url.absoluteString), now: clock.now()) }
        } catch {
            observer?(.redirectReceived(accepted: false))
            throw error
        }
        observer?(.redirectReceived(accepted: true))
        performNextAction()
    }

    /// Returns to the prompt that offered the redirect. Call it if the user closed the browser.
    ///
    /// - Throws: ``IdxError/closed`` if the flow is closed.
    public func cancelRedirect() throws {
        try checkIsOpen()
        try withEngine { try $0.cancelRedirect(now: clock.now()) }
        observer?(.redirectCanceled)
        if !hasRequestInFlight { performNextAction() }
    }
}
