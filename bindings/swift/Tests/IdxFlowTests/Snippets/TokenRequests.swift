import IdxFlow

/// Exchanges the refresh token for new tokens. Store the result in place of the old tokens.
func refresh(_ tokens: Tokens, config: FlowConfig) async throws -> Tokens {
    try await IdxFlow.refresh(tokens, config: config)
}

/// Revokes the tokens. Revoking the refresh token also revokes the access tokens issued for it.
func signOut(_ tokens: Tokens, config: FlowConfig) async throws {
    if let refreshToken = tokens.refreshToken {
        try await IdxFlow.revoke(refreshToken, kind: .refresh, config: config)
    } else {
        try await IdxFlow.revoke(tokens.accessToken, kind: .access, config: config)
    }
}
