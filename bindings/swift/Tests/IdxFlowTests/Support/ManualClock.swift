import Foundation
import IdxFlow

/// A clock that moves only when a test advances it.
final class ManualClock: IdxClock {
    private struct Sleeper {
        let deadline: Date
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct Storage {
        var now: Date
        var sleepers: [UUID: Sleeper] = [:]
    }

    private let storage: AwaitableValue<Storage>

    /// The time is rounded to a second, so that sums of intervals stay exact.
    init(_ now: Date = Date()) {
        storage = AwaitableValue(Storage(now: Date(timeIntervalSince1970: now.timeIntervalSince1970.rounded())))
    }

    func now() -> Date { storage.value.now }

    func sleep(for seconds: TimeInterval) async throws {
        let key = UUID()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                storage.update { storage in
                    let deadline = storage.now.addingTimeInterval(seconds)
                    storage.sleepers[key] = Sleeper(deadline: deadline, continuation: continuation)
                }
                if Task.isCancelled { wake(key, throwing: CancellationError()) }
            }
        } onCancel: {
            wake(key, throwing: CancellationError())
        }
    }

    /// Waits until a task sleeps, and returns the time until the first one is due.
    func pendingSleep() async throws -> TimeInterval {
        try await storage.first { storage in
            storage.sleepers.values.map(\.deadline).min()?.timeIntervalSince(storage.now)
        }
    }

    /// Waits until a flow sleeps before a retry, and returns the time until then. The sleep for the expiry of
    /// the previous prompt does not count.
    func pendingRetry(of flow: IdxFlow) async throws -> TimeInterval {
        for await state in flow.states {
            if let seconds = state.retry?.retryIn, seconds > 0 { return try await pendingSleep() }
        }
        throw CancellationError()
    }

    /// The number of sleeping tasks.
    var sleeperCount: Int { storage.value.sleepers.count }

    /// Moves the time, which may be backward. `waking: false` simulates a suspended process: due tasks
    /// are not woken.
    func advance(by seconds: TimeInterval, waking: Bool = true) {
        let due = storage.update { storage in
            storage.now.addTimeInterval(seconds)
            return !waking ? [:].keys : storage.sleepers.filter { $0.value.deadline <= storage.now }.keys
        }
        for key in due { wake(key) }
    }

    private func wake(_ key: UUID, throwing error: (any Error)? = nil) {
        let sleeper = storage.update { $0.sleepers.removeValue(forKey: key) }
        if let error { sleeper?.continuation.resume(throwing: error) } else { sleeper?.continuation.resume() }
    }
}

/// A clock that advances by 5 ms with every reading.
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
