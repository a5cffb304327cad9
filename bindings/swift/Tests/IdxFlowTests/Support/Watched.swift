import Foundation
import Testing

@testable import IdxFlow

/// A value that tests wait for, so that none of them sleeps.
final class Watched<Value>: Sendable {
    private struct Waiter {
        let look: (Value) -> Bool
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct Inside {
        var value: Value
        var waiters: [UUID: Waiter] = [:]
    }

    private let inside: Locked<Inside>

    init(_ value: Value) { inside = Locked(Inside(value: value)) }

    var value: Value { inside.withLock { $0.value } }

    /// Changes the value, and wakes those who waited for what it is now.
    @discardableResult
    func change<Result>(_ work: (inout Value) throws -> Result) rethrows -> Result {
        let (result, woken) = try inside.withLock { inside in
            let result = try work(&inside.value)
            let woken = inside.waiters.filter { $0.value.look(inside.value) }
            for key in woken.keys { inside.waiters[key] = nil }
            return (result, woken.values)
        }
        for waiter in woken { waiter.continuation.resume() }
        return result
    }

    /// Waits until the value is so, and returns what is found in it then.
    @discardableResult
    func first<Found: Sendable>(_ find: @escaping @Sendable (Value) -> Found?) async throws -> Found {
        let key = UUID()
        let found = Locked<Found?>(nil)
        let look: @Sendable (Value) -> Bool = { value in
            found.withLock { $0 = find(value) }
            return found.withLock { $0 != nil }
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isSo = inside.withLock { inside in
                    if look(inside.value) { return true }
                    inside.waiters[key] = Waiter(look: look, continuation: continuation)
                    return false
                }
                if isSo { continuation.resume() } else if Task.isCancelled { give(up: key) }
            }
        } onCancel: {
            give(up: key)
        }
        return try #require(found.withLock { $0 })
    }

    private func give(up key: UUID) {
        let waiter = inside.withLock { $0.waiters.removeValue(forKey: key) }
        waiter?.continuation.resume(throwing: CancellationError())
    }
}

extension Watched where Value == Int {
    /// Counts: 1, 2, 3…
    func next() -> Int {
        change { count in
            count += 1
            return count
        }
    }
}
