import Foundation
import IdxFlow

/// A clock that stands still until it is moved.
final class ManualClock: IdxClock {
    private struct Sleeper {
        let until: Date
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct Time {
        var now: Date
        var sleepers: [UUID: Sleeper] = [:]
    }

    private let time: Watched<Time>

    /// It begins at a whole second: what is added to that stays exact.
    init(_ now: Date = Date()) {
        time = Watched(Time(now: Date(timeIntervalSince1970: now.timeIntervalSince1970.rounded())))
    }

    func now() -> Date { time.value.now }

    func sleep(for seconds: TimeInterval) async throws {
        let key = UUID()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                time.change { time in
                    let until = time.now.addingTimeInterval(seconds)
                    time.sleepers[key] = Sleeper(until: until, continuation: continuation)
                }
                if Task.isCancelled { wake(key, throwing: CancellationError()) }
            }
        } onCancel: {
            wake(key, throwing: CancellationError())
        }
    }

    /// How long the flow waits; waits itself until it does.
    func pendingSleep() async throws -> TimeInterval {
        try await time.first { time in
            time.sleepers.values.map(\.until).min()?.timeIntervalSince(time.now)
        }
    }

    /// How many sleeps there are now.
    var sleepers: Int { time.value.sleepers.count }

    /// Moves the time, also backwards, and wakes those whose time has come: unless the device slept too.
    func advance(by seconds: TimeInterval, waking: Bool = true) {
        let due = time.change { time in
            time.now.addTimeInterval(seconds)
            return !waking ? [:].keys : time.sleepers.filter { $0.value.until <= time.now }.keys
        }
        for key in due { wake(key) }
    }

    private func wake(_ key: UUID, throwing error: (any Error)? = nil) {
        let sleeper = time.change { $0.sleepers.removeValue(forKey: key) }
        if let error { sleeper?.continuation.resume(throwing: error) } else { sleeper?.continuation.resume() }
    }
}

/// A clock that goes on by 5 ms whenever it is looked at.
final class TickingClock: IdxClock {
    let manual = ManualClock()

    func now() -> Date {
        manual.advance(by: 0.005, waking: false)
        return manual.now()
    }

    func sleep(for seconds: TimeInterval) async throws {
        try await manual.sleep(for: seconds)
    }
}
