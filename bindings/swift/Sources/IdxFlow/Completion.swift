extension IdxFlow {
    /// Waits until the flow ends, and returns the tokens.
    ///
    /// Canceling the waiting task does not end the flow.
    ///
    /// - Throws: ``IdxError/failed(_:)`` if the flow fails; ``IdxError/closed`` if it is closed;
    ///   ``IdxError/input(problem:field:text:)`` if it ends with an interaction code;
    ///   `CancellationError` if the task is canceled.
    public nonisolated func tokens() async throws -> Tokens {
        guard case .done(let tokens) = try await finalState() else {
            throw IdxError.configuration(
                "the flow ended with an interaction code, because `stopAtCode` is true: call `interactionCode()`")
        }
        return tokens
    }

    /// Waits until a flow with `FlowConfig.stopAtCode` ends, and returns the interaction code.
    ///
    /// Your server exchanges the code for tokens. Canceling the waiting task does not end the flow.
    ///
    /// - Throws: ``IdxError/failed(_:)`` if the flow fails; ``IdxError/closed`` if it is closed;
    ///   ``IdxError/input(problem:field:text:)`` if it ends with tokens; `CancellationError` if the task
    ///   is canceled.
    public nonisolated func interactionCode() async throws -> InteractionCode {
        guard case .doneWithCode(let code) = try await finalState() else {
            throw IdxError.configuration("the flow ended with tokens, because `stopAtCode` is false: call `tokens()`")
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

extension IdxError {
    fileprivate static func configuration(_ text: String) -> Self {
        .input(problem: .configuration, field: nil, text: text)
    }
}
