import Foundation

/// An HTTP client for a flow: ``URLSessionTransport``, or an adapter for your own network stack.
public protocol IdxTransport: Sendable {
    /// Sends a request once and returns the response, with any status code.
    ///
    /// An implementation must:
    /// - send requests to https URLs only, or to http URLs on loopback;
    /// - not follow redirects, and not retry;
    /// - not send a request whose `isIdempotent` is false on a connection that has been idle for more than
    ///   5 seconds: the server may have closed it, and the answer would be lost;
    /// - not store cookies, and send only the cookies in the request's headers;
    /// - not cache responses;
    /// - read at most 1,048,577 bytes of a body (the engine accepts 1,048,576);
    /// - apply a timeout, and prefer the request's own `timeout` to its default;
    /// - bypass every proxy if the request's `isLoopback` is true;
    /// - stop soon after the task is canceled.
    ///
    /// - Throws: ``IdxTransportError``, or any other error, if the request did not complete.
    func send(_ request: TransportRequest) async throws -> TransportResponse
}

extension TransportRequest {
    /// Whether the request is for Okta Verify on this device: a probe or a challenge.
    public var isLoopback: Bool { purpose == .probe || purpose == .challenge }
}

/// The reason why a request did not complete.
///
/// The descriptions contain no query, no header and no body.
public enum IdxTransportError: Error, Sendable, Hashable {
    /// The server did not respond in time.
    case timeout

    /// The device is offline, or the server's name cannot be resolved.
    case offline

    /// The connection was refused or lost.
    case connection

    /// The connection was lost after the server had sent the head of a response with this status code.
    /// `oktaRequestId` is the response's `x-okta-request-id`, for Okta's support.
    case incompleteResponse(status: Int, oktaRequestId: String?)

    /// The TLS connection could not be established, for example because the certificate is invalid.
    case tls

    /// The URL is neither https nor http on loopback. Nothing was sent.
    case insecureURL

    /// The request was canceled, but not by the flow.
    case canceled

    /// `URLSession` reported another error, with this code of `NSURLErrorDomain`.
    case system(code: Int)

    /// A custom transport threw an error of this type.
    case other(type: String)
}

extension IdxTransportError: LocalizedError {
    /// A description for developers.
    public var errorDescription: String? {
        switch self {
        case .timeout: "the server did not respond in time"
        case .offline: "the device is offline, or the server's name cannot be resolved"
        case .connection: "the connection was refused or lost"
        case .incompleteResponse(let status, _): "the connection was lost during the response (HTTP \(status))"
        case .tls: "the TLS connection could not be established"
        case .insecureURL: "the URL must use https, or http on loopback; nothing was sent"
        case .canceled: "the request was canceled"
        case .system(let code): "the system's HTTP client failed (NSURLErrorDomain \(code))"
        case .other(let type): "the transport failed (\(type))"
        }
    }
}

extension IdxTransportError {
    /// The `x-okta-request-id` of the response, for Okta's support, if the head of a response came.
    public var oktaRequestId: String? {
        if case .incompleteResponse(_, let id) = self { id } else { nil }
    }

    /// Translates an error that a transport threw.
    ///
    /// Only the type of an unknown error is kept, because its text may contain a query.
    init(_ error: any Error) {
        self =
            switch error {
            case let error as IdxTransportError: error
            case is CancellationError: .canceled
            case let error as URLError: IdxTransportError(system: error)
            default: .other(type: String(reflecting: type(of: error)))
            }
    }
}
