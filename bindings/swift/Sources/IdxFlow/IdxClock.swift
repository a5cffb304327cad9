import Foundation

/// The time that a flow goes by: the system's, or one that a test moves.
public protocol IdxClock: Sendable {
    /// The time of day.
    func now() -> Date

    /// Returns after so many seconds. Throws when its task is canceled, and at no other time.
    func sleep(for seconds: TimeInterval) async throws
}

/// The system's clock.
public struct SystemClock: IdxClock {
    /// The system's clock.
    public init() {}

    /// The time of day.
    public func now() -> Date { Date() }

    /// Sleeps on the continuous clock, which also counts while the device sleeps; an hour at most:
    /// what is not due by then is looked at again.
    public func sleep(for seconds: TimeInterval) async throws {
        try await Task.sleep(for: .seconds(min(max(seconds, 0), 3600)))
    }
}
