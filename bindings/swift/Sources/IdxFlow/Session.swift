import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// A `URLSession` and its delegate.
final class Session: Sendable {
    let urlSession: URLSession
    private let delegate = SessionDelegate()
    private let sleep: @Sendable (TimeInterval) async throws -> Void
    private let connections = LockedValue(IdleConnections())

    init(_ settings: URLSessionConfiguration, _ sleep: @escaping @Sendable (TimeInterval) async throws -> Void) {
        self.sleep = sleep
        urlSession = URLSession(configuration: settings, delegate: delegate, delegateQueue: nil)
    }

    deinit { urlSession.finishTasksAndInvalidate() }

    func send(_ request: URLRequest, timeout: TimeInterval) async throws -> TransportResponse {
        let task = urlSession.dataTask(with: request)
        let timer = Task { [delegate, sleep] in
            try await sleep(timeout)
            delegate.finish(task, .failure(.timeout))
        }
        defer { timer.cancel() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                delegate.start(task, continuation)
                // the cancellation handler may have run before the task was started
                if Task.isCancelled { delegate.finish(task, .failure(.canceled)) }
            }
        } onCancel: {
            delegate.finish(task, .failure(.canceled))
        }
    }
}

// MARK: - Idle connections

extension Session {
    func willSend(to origin: String) {
        connections.withLock { $0.willSend(to: origin) }
    }

    func didSend(to origin: String, at now: ContinuousClock.Instant) {
        connections.withLock { $0.didSend(to: origin, at: now) }
    }

    /// Whether a connection to the origin may have been idle for longer than this.
    func isIdle(for duration: Duration, at now: ContinuousClock.Instant, _ origin: String) -> Bool {
        connections.withLock { $0.isIdle(for: duration, at: now, origin) }
    }
}
