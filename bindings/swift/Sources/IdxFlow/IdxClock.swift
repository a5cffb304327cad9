import Foundation

/// The source of time for a flow: ``SystemClock``, or a clock that a test controls.
public protocol IdxClock: Sendable {
    /// The current date and time.
    func now() -> Date

    /// Suspends the current task for a number of seconds.
    ///
    /// - Throws: `CancellationError` if the task is canceled. An implementation throws nothing else.
    func sleep(for seconds: TimeInterval) async throws
}

/// The system clock.
public struct SystemClock: IdxClock {
    /// Creates a system clock.
    public init() {}

    /// The current date and time.
    public func now() -> Date { Date() }

    /// Sleeps on the continuous clock, which also advances while the device sleeps.
    ///
    /// It returns after one hour at most. The flow then checks again whether anything is due.
    public func sleep(for seconds: TimeInterval) async throws {
        try await Task.sleep(for: .seconds(min(max(seconds, 0), 3600)))
    }
}
