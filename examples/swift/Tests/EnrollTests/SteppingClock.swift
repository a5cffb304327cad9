import Foundation
import IdxFlow

/// A clock on which one sleep ends, without waiting, for each step that a test allows.
final class SteppingClock: IdxClock, @unchecked Sendable {
    private typealias Sleeper = CheckedContinuation<Void, any Error>

    private let lock = NSLock()
    private var time = Date()
    private var steps = 0
    private var sleepers: [UUID: Sleeper] = [:]

    func now() -> Date { lock.withLock { time } }

    /// Ends the current sleep, or else the next one.
    func step() {
        let sleeper: Sleeper? = lock.withLock {
            if let key = sleepers.keys.first { return sleepers.removeValue(forKey: key) }
            steps += 1
            return nil
        }
        sleeper?.resume()
    }

    func sleep(for seconds: TimeInterval) async throws {
        try Task.checkCancellation()
        let key = UUID()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (sleeper: Sleeper) in
                let hasStep = lock.withLock {
                    if steps == 0 { sleepers[key] = sleeper } else { steps -= 1 }
                    return sleepers[key] == nil
                }
                if hasStep { sleeper.resume() } else if Task.isCancelled { cancel(key) }
            }
        } onCancel: {
            cancel(key)
        }
        lock.withLock { time += seconds }
    }

    private func cancel(_ key: UUID) {
        let sleeper = lock.withLock { sleepers.removeValue(forKey: key) }
        sleeper?.resume(throwing: CancellationError())
    }
}
