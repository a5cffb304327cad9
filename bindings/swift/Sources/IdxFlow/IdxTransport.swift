import Foundation

/// Carries out HTTP exchanges: ``URLSessionTransport``, or your own network stack.
public protocol IdxTransport: Sendable {
    /// Carries out one exchange, once, and returns what came, whatever its status.
    ///
    /// The rules: https, and http for loopback alone; no redirect is followed; no cookie is stored,
    /// and none is sent but those in the request's headers; nothing is cached; a body is read up to
    /// 1,048,577 bytes (one more than the engine takes), and no further; there are timeouts, and a
    /// request's own `timeout` comes first; what `isLoopback` goes past every proxy.
    ///
    /// - Throws: ``IdxTransportError``, or anything else, where the exchange did not complete. When
    ///   its task is canceled the exchange ends soon.
    func send(_ request: TransportRequest) async throws -> TransportResponse
}

extension TransportRequest {
    /// Whether it is for Okta Verify on this very device: a probe or a challenge.
    public var isLoopback: Bool { purpose == .probe || purpose == .challenge }
}

/// Why an exchange did not complete. No text holds an address's query, a header or a body.
public enum IdxTransportError: Error, Sendable, Hashable {
    /// The server took too long.
    case timeout

    /// There is no network, or the server's name is not known in it.
    case offline

    /// The connection was refused, or broke.
    case connection

    /// The server's certificate does not hold, or no secure connection could be made.
    case tls

    /// The address is neither https nor loopback. Nothing was sent.
    case insecureAddress

    /// The exchange was canceled by somebody else than the flow.
    case canceled

    /// The system's network stack said something else: its code (`NSURLErrorDomain`).
    case system(code: Int)

    /// A transport of another make threw an error of this type.
    case other(type: String)
}

extension IdxTransportError: LocalizedError {
    /// What went wrong, in words, for developers.
    public var errorDescription: String? {
        switch self {
        case .timeout: "the server took too long"
        case .offline: "there is no network, or the server's name is not known in it"
        case .connection: "the connection was refused, or broke"
        case .tls: "no secure connection could be made"
        case .insecureAddress: "the address is not https: nothing was sent"
        case .canceled: "the exchange was canceled"
        case .system(let code): "the network stack failed (NSURLErrorDomain \(code))"
        case .other(let type): "the transport failed (\(type))"
        }
    }
}

extension IdxTransportError {
    /// What a transport threw. Of a foreign error only the type is kept: its text may hold a query.
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
