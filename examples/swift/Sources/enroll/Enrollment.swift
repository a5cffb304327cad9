import IdxFlow

/// Recognizes the end of an enrollment. The server does not announce it: it sends the next prompt.
struct Enrollment {
    /// The display name of the authenticator that is being set up.
    private var authenticator: String?

    /// Returns the display name of the authenticator that has been set up, if the new state shows that.
    mutating func completed(_ state: IdxState) -> String? {
        if case .done = state { return take() }
        switch state.prompt?.remediations.first?.name {
        case .enrollPoll: authenticator = state.prompt?.currentAuthenticator?.displayName
        case .selectAuthenticatorEnroll: return take()
        default: break
        }
        return nil
    }

    private mutating func take() -> String? {
        defer { authenticator = nil }
        return authenticator
    }
}
