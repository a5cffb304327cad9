import Foundation

/// The newest state, for any number of readers. A reader that is slow misses what is no longer so.
final class StateBroadcaster: Sendable {
    private struct Readers {
        var state = IdxState.working(prompt: nil, retry: nil)
        var isOver = false
        var streams: [Int: AsyncStream<IdxState>.Continuation] = [:]
        var count = 0
    }

    private let readers = Locked(Readers())

    var state: IdxState { readers.withLock { $0.state } }

    /// The state now, then each newer one; finishes after the last.
    func stream() -> AsyncStream<IdxState> {
        let (stream, reader) = AsyncStream.makeStream(of: IdxState.self, bufferingPolicy: .bufferingNewest(1))
        let (key, isOver) = readers.withLock { readers in
            readers.count += 1
            if !readers.isOver { readers.streams[readers.count] = reader }
            reader.yield(readers.state)
            return (readers.count, readers.isOver)
        }
        if isOver { reader.finish() }
        reader.onTermination = { [weak self] _ in
            self?.readers.withLock { _ = $0.streams.removeValue(forKey: key) }
        }
        return stream
    }

    /// Shows a state, unless it is the one that shows already.
    func publish(_ state: IdxState) {
        readers.withLock { readers in
            guard !readers.isOver, readers.state != state else { return }
            readers.state = state
            for stream in readers.streams.values { stream.yield(state) }
        }
        if state.isFinal { finish() }
    }

    /// There will be no other state.
    func finish() {
        let streams = readers.withLock { readers in
            defer { readers.streams = [:] }
            readers.isOver = true
            return readers.streams.values
        }
        // not under the lock: a stream that finishes calls back
        for stream in streams { stream.finish() }
    }
}
