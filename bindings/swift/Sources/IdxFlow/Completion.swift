extension IdxFlow {
    /// Waits for the end, and returns the tokens. Ending the task that waits ends the waiting, not the
    /// flow.
    ///
    /// - Throws: ``IdxError/failed(_:)`` where the flow ends without; ``IdxError/closed``;
    ///   `CancellationError`.
    public nonisolated func tokens() async throws -> Tokens {
        guard case .done(let tokens) = try await ending() else { throw IdxError.endsOtherwise }
        return tokens
    }

    /// Waits for the end of a flow that stops at the interaction code (`FlowConfig.stopAtCode`), and
    /// returns what a server of yours turns into tokens.
    ///
    /// - Throws: as ``tokens()`` does.
    public nonisolated func interactionCode() async throws -> InteractionCode {
        guard case .doneWithCode(let code) = try await ending() else { throw IdxError.endsOtherwise }
        return code
    }

    private nonisolated func ending() async throws -> IdxState {
        for await state in states where state.isFinal {
            if case .failed(let failure) = state { throw IdxError.failed(failure) }
            return state
        }
        try Task.checkCancellation()
        throw IdxError.closed
    }
}

extension IdxError {
    fileprivate static let endsOtherwise = IdxError.input(
        problem: .configuration, field: nil,
        text: "`stopAtCode` says whether a flow ends with a code or with tokens: this one ends with the other")
}
