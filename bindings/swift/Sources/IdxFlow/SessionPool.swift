import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// Provides the session for each request: the current one, or a new one with new connections.
///
/// Servers and proxies close idle connections, and the client may not notice. A request on such a
/// connection is lost, which is harmless only if it can be sent again.
final class SessionPool: Sendable {
    /// The maximum idle time of a connection before a request that is not idempotent.
    static let maxIdleTime = Duration.seconds(5)

    private let now: @Sendable () -> ContinuousClock.Instant
    private let makeSession: @Sendable () -> Session
    private let storage: LockedValue<Session>

    init(
        now: @escaping @Sendable () -> ContinuousClock.Instant, _ makeSession: @escaping @Sendable () -> Session
    ) {
        self.now = now
        self.makeSession = makeSession
        storage = LockedValue(makeSession())
    }

    var current: Session { storage.withLock { $0 } }

    func send(_ request: URLRequest, isIdempotent: Bool, timeout: TimeInterval) async throws -> TransportResponse {
        let origin = request.url?.origin ?? ""
        let session = storage.withLock { session in
            if !isIdempotent, session.isIdle(for: Self.maxIdleTime, at: now(), origin) { session = makeSession() }
            session.willSend(to: origin)
            return session
        }
        defer { session.didSend(to: origin, at: now()) }
        return try await session.send(request, timeout: timeout)
    }
}

/// For each origin, the times at which the connections of a session became idle, in ascending order.
///
/// `URLSession` does not report which connection a request uses. The newest one is assumed, so that no
/// connection has been idle for longer than recorded here.
struct IdleConnections {
    private var idleSince: [String: [ContinuousClock.Instant]] = [:]

    mutating func willSend(to origin: String) {
        _ = idleSince[origin]?.popLast()
    }

    mutating func didSend(to origin: String, at now: ContinuousClock.Instant) {
        idleSince[origin, default: []].append(now)
    }

    func isIdle(for duration: Duration, at now: ContinuousClock.Instant, _ origin: String) -> Bool {
        idleSince[origin]?.first.map { now - $0 > duration } ?? false
    }
}

extension URL {
    /// The scheme, the host and the port.
    fileprivate var origin: String { "\(scheme ?? "")://\(host ?? ""):\(port ?? 0)" }
}
