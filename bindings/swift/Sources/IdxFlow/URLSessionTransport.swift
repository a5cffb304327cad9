import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// Exchanges by `URLSession`, on every system that has one: no redirects, no cookies, no cache.
public final class URLSessionTransport: IdxTransport {
    /// One for the whole app, so that flows share their connections.
    public static let shared = URLSessionTransport()

    private let anywhere: Connections
    /// For what is for this device alone.
    private let here: Connections
    private let timeout: TimeInterval

    /// A transport with connections of its own.
    ///
    /// - Parameters:
    ///   - idleTimeout: How many seconds nothing may happen: to connect, or between two bytes.
    ///   - timeout: How many seconds an exchange may take in all, where the request does not say.
    public init(idleTimeout: TimeInterval = 10, timeout: TimeInterval = 20) {
        let settings = URLSessionConfiguration.ephemeral
        settings.timeoutIntervalForRequest = idleTimeout
        settings.httpShouldSetCookies = false
        settings.httpCookieAcceptPolicy = .never
        settings.httpCookieStorage = nil
        settings.urlCache = nil
        settings.urlCredentialStorage = nil
        settings.requestCachePolicy = .reloadIgnoringLocalCacheData
        self.timeout = timeout
        anywhere = Connections(settings)
        settings.connectionProxyDictionary = [:]
        // Okta Verify may ask its user before it says a word: the request's own limit, 300 s, is what counts
        settings.timeoutIntervalForRequest = 600
        here = Connections(settings)
    }

    /// Carries out one exchange.
    ///
    /// - Throws: ``IdxTransportError``.
    public func send(_ request: TransportRequest) async throws -> TransportResponse {
        guard let url = request.url.url, url.isSafe else { throw IdxTransportError.insecureAddress }
        // before there is a task: one that never begins stays in the session, with its body
        if Task.isCancelled { throw IdxTransportError.canceled }
        var carried = URLRequest(url: url)
        carried.httpMethod = request.method
        carried.httpShouldHandleCookies = false
        if !request.body.isEmpty { carried.httpBody = Data(request.body.expose().utf8) }
        for header in request.headers { carried.setValue(header.value.expose(), forHTTPHeaderField: header.name) }
        let connections = request.isLoopback ? here : anywhere
        return try await connections.carryOut(carried, within: request.timeout ?? timeout)
    }
}

/// A session, and the exchanges that are under way in it.
private final class Connections: Sendable {
    private let session: URLSession
    private let exchanges = Exchanges()

    init(_ settings: URLSessionConfiguration) {
        session = URLSession(configuration: settings, delegate: exchanges, delegateQueue: nil)
    }

    deinit { session.finishTasksAndInvalidate() }

    func carryOut(_ request: URLRequest, within timeout: TimeInterval) async throws -> TransportResponse {
        let task = session.dataTask(with: request)
        let limit = Task { [exchanges] in
            try await Task.sleep(for: .seconds(timeout))
            exchanges.end(task, .failure(.timeout))
        }
        defer { limit.cancel() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                exchanges.begin(task, continuation)
                // canceled before there was anything to end
                if Task.isCancelled { exchanges.end(task, .failure(.canceled)) }
            }
        } onCancel: {
            exchanges.end(task, .failure(.canceled))
        }
    }
}

extension URLSessionTransport: CustomReflectable {
    /// A mirror that shows nothing: there are bodies in it while they come in.
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}

extension URL {
    /// The same as an issuer may be: https, and http for loopback alone.
    fileprivate var isSafe: Bool {
        guard let host = host?.lowercased(), !host.isEmpty else { return false }
        let isLoopback = ["localhost", "::1", "[::1]"].contains(host) || host.isLoopbackV4
        return scheme?.lowercased() == "https" || scheme?.lowercased() == "http" && isLoopback
    }
}

extension String {
    /// An IPv4 address of 127.0.0.0/8, in its usual form; nothing that only begins like one.
    fileprivate var isLoopbackV4: Bool {
        let parts = split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil && !$0.hasPrefix("+") }
    }
}
