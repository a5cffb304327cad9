import Foundation

/// The current state, and the streams that deliver each new one. A slow consumer receives only the
/// latest state.
final class StateBroadcaster: Sendable {
    private struct Storage {
        var state = IdxState.working(prompt: nil, retry: nil)
        var isFinished = false
        var subscribers: [Int: AsyncStream<IdxState>.Continuation] = [:]
        var lastKey = 0
    }

    private let storage = LockedValue(Storage())

    var state: IdxState { storage.withLock { $0.state } }

    /// Returns a stream of the current state and every later one. It finishes after the last.
    func stream() -> AsyncStream<IdxState> {
        let (stream, continuation) = AsyncStream.makeStream(of: IdxState.self, bufferingPolicy: .bufferingNewest(1))
        let (key, isFinished) = storage.withLock { storage in
            storage.lastKey += 1
            if !storage.isFinished { storage.subscribers[storage.lastKey] = continuation }
            continuation.yield(storage.state)
            return (storage.lastKey, storage.isFinished)
        }
        if isFinished { continuation.finish() }
        continuation.onTermination = { [weak self] _ in
            self?.storage.withLock { _ = $0.subscribers.removeValue(forKey: key) }
        }
        return stream
    }

    /// Publishes a state, unless it equals the current one. A final state finishes all streams.
    func publish(_ state: IdxState) {
        storage.withLock { storage in
            guard !storage.isFinished, storage.state != state else { return }
            storage.state = state
            for subscriber in storage.subscribers.values { subscriber.yield(state) }
        }
        if state.isFinal { finish() }
    }

    /// Finishes all streams.
    func finish() {
        let subscribers = storage.withLock { storage in
            defer { storage.subscribers = [:] }
            storage.isFinished = true
            return storage.subscribers.values
        }
        // outside of the lock, because `onTermination` takes it
        for subscriber in subscribers { subscriber.finish() }
    }
}
