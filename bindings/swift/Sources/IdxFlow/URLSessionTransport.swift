import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// A transport that uses `URLSession`. It follows no redirects, stores no cookies and caches nothing.
///
/// It reuses connections. A request that is not idempotent, such as an answer, is sent on a new one if a
/// connection has been idle for more than 5 seconds.
public final class URLSessionTransport: IdxTransport {
    /// A transport to share in the app, so that flows reuse connections.
    public static let shared = URLSessionTransport()

    let sessions: SessionPool
    /// For requests to Okta Verify on this device.
    let loopbackSessions: SessionPool
    private let timeout: TimeInterval

    /// Creates a transport with its own sessions.
    ///
    /// - Parameters:
    ///   - idleTimeout: The maximum time without progress, in seconds: while connecting, or between two
    ///     bytes.
    ///   - timeout: The maximum duration of a request, in seconds, unless the request has its own
    ///     timeout.
    public convenience init(idleTimeout: TimeInterval = 10, timeout: TimeInterval = 20) {
        self.init(idleTimeout: idleTimeout, timeout: timeout) { try await Task.sleep(for: .seconds($0)) }
    }

    /// For tests, which replace the timer of `timeout`, and the clock that measures how long a connection has
    /// been idle.
    init(
        idleTimeout: TimeInterval, timeout: TimeInterval,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        sleep: @escaping @Sendable (TimeInterval) async throws -> Void
    ) {
        self.timeout = timeout
        sessions = SessionPool(now: now) { Session(Self.settings(idleTimeout), sleep) }
        loopbackSessions = SessionPool(now: now) {
            // Okta Verify may ask the user before it responds: only the request's own timeout (300 s)
            // applies
            let settings = Self.settings(600)
            settings.connectionProxyDictionary = [:]
            return Session(settings, sleep)
        }
    }

    private static func settings(_ idleTimeout: TimeInterval) -> URLSessionConfiguration {
        let settings = URLSessionConfiguration.ephemeral
        settings.timeoutIntervalForRequest = idleTimeout
        settings.httpShouldSetCookies = false
        settings.httpCookieAcceptPolicy = .never
        settings.httpCookieStorage = nil
        settings.urlCache = nil
        settings.urlCredentialStorage = nil
        settings.requestCachePolicy = .reloadIgnoringLocalCacheData
        return settings
    }

    /// Sends a request once and returns the response.
    ///
    /// - Throws: ``IdxTransportError`` if the request did not complete.
    public func send(_ request: TransportRequest) async throws -> TransportResponse {
        guard let url = request.url.url, url.isSecure else { throw IdxTransportError.insecureURL }
        // checked before the task is created: a task that is never started stays in the session, with
        // its body
        if Task.isCancelled { throw IdxTransportError.canceled }
        var urlRequest = URLRequest(url: url)
        urlRequest.httpMethod = request.method
        urlRequest.httpShouldHandleCookies = false
        if !request.body.isEmpty { urlRequest.httpBody = Data(request.body.expose().utf8) }
        for header in request.headers { urlRequest.setValue(header.value.expose(), forHTTPHeaderField: header.name) }
        let sessions = request.isLoopback ? loopbackSessions : sessions
        return try await sessions.send(
            urlRequest, isIdempotent: request.isIdempotent, timeout: request.timeout ?? timeout)
    }
}

extension URLSessionTransport: CustomReflectable {
    /// A mirror without children: the sessions hold the bodies of requests in flight.
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}

extension URL {
    /// Whether the URL uses https, or http on loopback. The same rule applies to the issuer.
    fileprivate var isSecure: Bool {
        guard let host = host?.lowercased(), !host.isEmpty else { return false }
        let isLoopback = ["localhost", "::1", "[::1]"].contains(host) || host.isIPv4Loopback
        return scheme?.lowercased() == "https" || scheme?.lowercased() == "http" && isLoopback
    }
}

extension String {
    /// Whether this is an address of 127.0.0.0/8 with four decimal parts.
    fileprivate var isIPv4Loopback: Bool {
        let parts = split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil && !$0.hasPrefix("+") }
    }
}
