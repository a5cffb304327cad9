import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// Collects the responses of a `URLSession`, and resumes the continuation of each task once.
final class SessionDelegate: NSObject, Sendable {
    typealias Outcome = Result<TransportResponse, IdxTransportError>

    /// The maximum number of bytes to read: one more than the engine accepts, so that it can reject the
    /// body.
    static let maxBodyBytes = 1_048_577

    private struct Exchange {
        let continuation: CheckedContinuation<TransportResponse, any Error>
        var body = Data()
    }

    private let exchanges = LockedValue<[Int: Exchange]>([:])

    /// Starts a task. The continuation is resumed once, with its result.
    func start(_ task: URLSessionDataTask, _ continuation: CheckedContinuation<TransportResponse, any Error>) {
        exchanges.withLock { $0[task.taskIdentifier] = Exchange(continuation: continuation) }
        task.resume()
    }

    /// Finishes a task, unless it has already finished.
    func finish(_ task: URLSessionTask, _ outcome: Outcome) {
        let exchange = exchanges.withLock { $0.removeValue(forKey: task.taskIdentifier) }
        guard let exchange else { return }
        task.cancel()
        exchange.continuation.resume(with: outcome.mapError { $0 as any Error })
    }

    /// Appends received bytes. Returns the body when it has reached the maximum length.
    private func append(_ data: Data, to task: URLSessionTask) -> Data? {
        exchanges.withLock { exchanges in
            let remaining = Self.maxBodyBytes - (exchanges[task.taskIdentifier]?.body.count ?? 0)
            exchanges[task.taskIdentifier]?.body.append(data.prefix(remaining))
            return data.count < remaining ? nil : exchanges[task.taskIdentifier]?.body
        }
    }
}

extension SessionDelegate: URLSessionDataDelegate {
    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        if let body = append(data, to: dataTask) { finish(dataTask, outcome(of: dataTask, body)) }
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        if let error { return finish(task, .failure(self.error(of: task, error))) }
        let body = exchanges.withLock { $0[task.taskIdentifier]?.body }
        finish(task, outcome(of: task, body ?? Data()))
    }

    private func outcome(of task: URLSessionTask, _ body: Data) -> Outcome {
        response(of: task, body).map { .success($0) } ?? .failure(.connection)
    }

    private func error(of task: URLSessionTask, _ error: any Error) -> IdxTransportError {
        let error = IdxTransportError(system: error)
        guard error != .timeout, error != .canceled, let head = response(of: task, Data()) else { return error }
        return .incompleteResponse(status: Int(head.status), oktaRequestId: head.oktaRequestId)
    }

    private func response(of task: URLSessionTask, _ body: Data) -> TransportResponse? {
        guard let response = task.response as? HTTPURLResponse else { return nil }
        let headers = response.allHeaderFields.map { (name: "\($0)", value: "\($1)") }
        return TransportResponse(status: response.statusCode, headers: headers, bytes: body)
    }
}

extension IdxTransportError {
    /// Translates an error of `URLSession`. Its text is dropped, because it contains the complete URL.
    init(system error: any Error) {
        self =
            switch (error as? URLError)?.code {
            case .timedOut: .timeout
            case .notConnectedToInternet, .cannotFindHost, .dnsLookupFailed, .dataNotAllowed, .internationalRoamingOff:
                .offline
            case .cannotConnectToHost, .networkConnectionLost: .connection
            case .secureConnectionFailed, .serverCertificateUntrusted, .serverCertificateHasBadDate,
                .serverCertificateHasUnknownRoot, .serverCertificateNotYetValid, .clientCertificateRejected,
                .clientCertificateRequired, .appTransportSecurityRequiresSecureConnection:
                .tls
            case .cancelled: .canceled
            default: .system(code: (error as NSError).code)
            }
    }
}
