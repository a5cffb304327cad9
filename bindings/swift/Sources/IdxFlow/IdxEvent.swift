/// One thing that happened in a flow, for logs and tests. It is safe to log as it is: it holds
/// passwords, codes, handles and tokens, but what prints it does not show them.
public enum IdxEvent: Sendable, Hashable {
    /// The engine was looked at, and there is this to show; also where it is what was shown before.
    case stateChanged(IdxState)

    /// A request goes out.
    case requestSent(TransportRequest)

    /// The server answered it with this status.
    case responseReceived(TransportRequest, status: Int)

    /// Its exchange did not complete. One that an answer has overtaken ends without an event.
    case requestFailed(TransportRequest, IdxTransportError)

    /// The engine has taken this answer.
    case answerSubmitted(Answer)

    /// The user came back from a browser or an app. Not accepted is what is not this flow's.
    case redirectReceived(accepted: Bool)
}

/// Is told what happens in a flow, one thing after the other. It is called on the flow's executor,
/// never on the main thread: be quick, and do not wait for the flow.
public typealias IdxObserver = @Sendable (IdxEvent) -> Void
