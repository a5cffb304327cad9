import Foundation
import IdxFlowEngine
import Testing

@testable import IdxFlow

extension All {
    @Suite("Pages")
    struct Pages {
        @Test("The prompt on the screen crosses once, however often the engine is looked at")
        func crossesOnce() async throws {
            let saved = try Workspace.text("tests/fixtures/snapshots/prompt-redirect.json")
            let engine = Counting(unsafeFromHandle: try Engine.restore(snapshot: Snapshot(saved)).uniffiCloneHandle())
            let flow = IdxFlow(engine, transport: SilentTransport(), clock: ManualClock(), observer: nil)
            for _ in 0..<3 { await flow.look() }
            #expect(flow.state.prompt != nil)
            #expect(engine.prompts.value == 1)
        }
    }
}

/// An engine that counts how often its prompt crosses.
private final class Counting: Engine, @unchecked Sendable {
    let prompts = Watched(0)

    override func prompt() throws -> Prompt? {
        prompts.change { $0 += 1 }
        return try super.prompt()
    }
}
