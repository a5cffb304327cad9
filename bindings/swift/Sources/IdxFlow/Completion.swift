extension IdxFlow {
    /// Waits until the flow ends, and returns the tokens.
    ///
    /// Canceling the waiting task does not end the flow.
    ///
    /// - Throws: ``IdxError/failed(_:)`` if the flow fails; ``IdxError/closed`` if it is closed;
    ///   ``IdxError/config(problem:text:)`` if it ends with an interaction code; `CancellationError` if the
    ///   task is canceled.
    public nonisolated func tokens() async throws -> Tokens {
        guard case .done(let tokens) = try await finalState() else {
            let text = "the flow ended with an interaction code, because `stopAtCode` is true: call `interactionCode()`"
            throw IdxError.config(problem: .other, text: text)
        }
        return tokens
    }

    /// Waits until a flow with `FlowConfig.stopAtCode` ends, and returns the interaction code.
    ///
    /// Your server exchanges the code for tokens, or the app does with
    /// ``exchange(_:config:transport:clock:)``. Canceling the waiting task does not end the flow.
    ///
    /// - Throws: ``IdxError/failed(_:)`` if the flow fails; ``IdxError/closed`` if it is closed;
    ///   ``IdxError/config(problem:text:)`` if it ends with tokens; `CancellationError` if the task is
    ///   canceled.
    public nonisolated func interactionCode() async throws -> InteractionCode {
        guard case .doneWithCode(let code) = try await finalState() else {
            let text = "the flow ended with tokens, because `stopAtCode` is false: call `tokens()`"
            throw IdxError.config(problem: .other, text: text)
        }
        return code
    }

    private nonisolated func finalState() async throws -> IdxState {
        for await state in states where state.isFinal {
            if case .failed(let failure) = state { throw IdxError.failed(failure) }
            return state
        }
        try Task.checkCancellation()
        throw IdxError.closed
    }
}
