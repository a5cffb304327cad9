/// An event of a flow, for logs and tests.
///
/// Events are safe to log. They contain passwords, codes, handles and tokens, but their descriptions do
/// not show them.
public enum IdxEvent: Sendable, Hashable {
    /// The flow has determined what to show. It is also reported if the state is the same as before.
    case stateChanged(IdxState)

    /// The flow is sending a request.
    case requestSent(TransportRequest)

    /// The server responded to the request with this status code. `oktaRequestId` is the response's
    /// `x-okta-request-id`, for Okta's support.
    case responseReceived(TransportRequest, status: Int, oktaRequestId: String?)

    /// The request did not complete. A request that an answer has superseded ends without an event.
    case requestFailed(TransportRequest, IdxTransportError)

    /// The flow has accepted an answer, of the user or with known values.
    case answerSubmitted(Answer)

    /// The app called ``IdxFlow/handleRedirect(_:)``. `accepted` is false if the URL does not belong to
    /// this flow.
    case redirectReceived(accepted: Bool)

    /// The app called ``IdxFlow/cancelRedirect()``.
    case redirectCanceled
}

/// A function that receives every event of a flow, in order.
///
/// It is called on the flow's executor, never on the main thread. It must return quickly, and must not
/// wait for the flow.
public typealias IdxObserver = @Sendable (IdxEvent) -> Void
