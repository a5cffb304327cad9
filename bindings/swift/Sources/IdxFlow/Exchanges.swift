import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// The exchanges of a session that are under way, by their tasks' numbers.
final class Exchanges: NSObject, Sendable {
    typealias Outcome = Result<TransportResponse, IdxTransportError>

    /// What is read of a body: the engine refuses what is longer, and so has to see that it is.
    static let readAtMost = 1_048_577

    private struct Exchange {
        let continuation: CheckedContinuation<TransportResponse, any Error>
        var body = Data()
    }

    private let pending = Locked<[Int: Exchange]>([:])

    /// Sends, and resumes the continuation once, with whatever comes.
    func begin(_ task: URLSessionDataTask, _ continuation: CheckedContinuation<TransportResponse, any Error>) {
        pending.withLock { $0[task.taskIdentifier] = Exchange(continuation: continuation) }
        task.resume()
    }

    /// Ends an exchange, if it has not ended yet.
    func end(_ task: URLSessionTask, _ outcome: Outcome) {
        let exchange = pending.withLock { $0.removeValue(forKey: task.taskIdentifier) }
        guard let exchange else { return }
        task.cancel()
        exchange.continuation.resume(with: outcome.mapError { $0 as any Error })
    }

    /// Takes in bytes; returns the body once it is as long as it may be.
    private func append(_ data: Data, to task: URLSessionTask) -> Data? {
        pending.withLock { pending in
            let room = Self.readAtMost - (pending[task.taskIdentifier]?.body.count ?? 0)
            pending[task.taskIdentifier]?.body.append(data.prefix(room))
            return data.count < room ? nil : pending[task.taskIdentifier]?.body
        }
    }
}

extension Exchanges: URLSessionDataDelegate {
    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        if let body = append(data, to: dataTask) { end(dataTask, answer(dataTask, body)) }
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        if let error { return end(task, .failure(IdxTransportError(system: error))) }
        let body = pending.withLock { $0[task.taskIdentifier]?.body }
        end(task, answer(task, body ?? Data()))
    }

    private func answer(_ task: URLSessionTask, _ body: Data) -> Outcome {
        guard let response = task.response as? HTTPURLResponse else { return .failure(.connection) }
        let headers = response.allHeaderFields.map { (name: "\($0)", value: "\($1)") }
        return .success(TransportResponse(status: response.statusCode, headers: headers, bytes: body))
    }
}

extension IdxTransportError {
    /// What `URLSession` says. Its own text holds the whole address, and is left out.
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
