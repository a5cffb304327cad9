import Foundation
import IdxFlowEngine
import Testing

@testable import IdxFlow

extension All {
    @Suite("Pages")
    struct Pages {
        @Test("The page on the screen crosses once, however often the engine is looked at")
        func crossesOnce() async throws {
            let saved = try Workspace.text("tests/fixtures/snapshots/prompt-redirect.json")
            let engine = Counting(unsafeFromHandle: try Engine.restore(snapshot: Snapshot(saved)).uniffiCloneHandle())
            let flow = IdxFlow(engine, transport: SilentTransport(), clock: ManualClock(), observer: nil)
            for _ in 0..<3 { await flow.look() }
            #expect(flow.state.page != nil)
            #expect(engine.pages.value == 1)
        }
    }
}

/// An engine that counts how often its page crosses.
private final class Counting: Engine, @unchecked Sendable {
    let pages = Watched(0)

    override func page() throws -> Page? {
        pages.change { $0 += 1 }
        return try super.page()
    }
}
