import Foundation
import Testing

@testable import IdxFlow

/// A value that tests can wait for, without sleeping or polling.
final class AwaitableValue<Value>: Sendable {
    private struct Waiter {
        let isSatisfied: (Value) -> Bool
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct Storage {
        var value: Value
        var waiters: [UUID: Waiter] = [:]
    }

    private let storage: LockedValue<Storage>

    init(_ value: Value) { storage = LockedValue(Storage(value: value)) }

    var value: Value { storage.withLock { $0.value } }

    /// Updates the value, and resumes the waiters that it satisfies.
    @discardableResult
    func update<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
        let (result, resumed) = try storage.withLock { storage in
            let result = try body(&storage.value)
            let resumed = storage.waiters.filter { $0.value.isSatisfied(storage.value) }
            for key in resumed.keys { storage.waiters[key] = nil }
            return (result, resumed.values)
        }
        for waiter in resumed { waiter.continuation.resume() }
        return result
    }

    /// Waits until `find` returns a value, and returns that value.
    @discardableResult
    func first<Found: Sendable>(_ find: @escaping @Sendable (Value) -> Found?) async throws -> Found {
        let key = UUID()
        let found = LockedValue<Found?>(nil)
        let isSatisfied: @Sendable (Value) -> Bool = { value in
            found.withLock { $0 = find(value) }
            return found.withLock { $0 != nil }
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isSatisfiedNow = storage.withLock { storage in
                    if isSatisfied(storage.value) { return true }
                    storage.waiters[key] = Waiter(isSatisfied: isSatisfied, continuation: continuation)
                    return false
                }
                if isSatisfiedNow { continuation.resume() } else if Task.isCancelled { cancelWaiter(key) }
            }
        } onCancel: {
            cancelWaiter(key)
        }
        return try #require(found.withLock { $0 })
    }

    private func cancelWaiter(_ key: UUID) {
        let waiter = storage.withLock { $0.waiters.removeValue(forKey: key) }
        waiter?.continuation.resume(throwing: CancellationError())
    }
}

extension AwaitableValue where Value == Int {
    /// Increments the value and returns the result.
    func increment() -> Int {
        update { count in
            count += 1
            return count
        }
    }

    /// Waits until the value equals `count`.
    func reaches(_ count: Int) async throws {
        try await first { $0 == count ? true : nil }
    }
}
