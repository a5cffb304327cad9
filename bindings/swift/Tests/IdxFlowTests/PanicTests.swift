import Foundation
import IdxFlowEngine
import IdxFlowFFI
import Testing

@testable import IdxFlow

extension AllTests {
    @Suite("Panics in Rust")
    struct PanicTests {
        @Test("A panic becomes an error, and the engine can still be used")
        func engine() throws {
            let engine = try Engine.start(config: exampleConfig)
            let snapshot = try engine.snapshot()
            #expect(throws: RustPanic.self) { try panic(in: engine) }
            #expect(try engine.snapshot() == snapshot)
            #expect(try engine.state() == .interact)
        }

        @Test("A panic ends the flow with an internal failure; the flow can still be saved")
        func flow() async throws {
            let log = EventLog()
            let realEngine = try Engine.start(config: exampleConfig)
            let engine = PanickingEngine(unsafeFromHandle: realEngine.uniffiCloneHandle())
            let flow = IdxFlow(
                engine, transport: UnresponsiveTransport(), clock: ManualClock(), observer: log.observer)
            await flow.performNextAction()
            guard case .failed(let failure) = flow.state else {
                Issue.record("not failed: \(flow.state)")
                return
            }
            #expect(failure.kind == .internal)
            #expect(log.states == [flow.state])
            let error = await idxError { try await flow.identify("ada", on: .sample()) }
            #expect(error.map { if case .internal = $0 { true } else { false } } == true)
            #expect(await idxError { _ = try await flow.tokens() } == .failed(failure))
            #expect(try await flow.save() == realEngine.snapshot())
        }
    }
}

/// A call into Rust panicked (`RustCallStatus` with code 2).
private struct RustPanic: Error {}

/// Makes Rust panic with a time that it cannot represent. `Date` cannot represent it either, so the
/// bytes are passed as the generated code would pass them.
private func panic(in engine: Engine) throws {
    let time = Data([0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])
    var status = RustCallStatus()
    let buffer = time.withUnsafeBytes { bytes in
        let start = bytes.bindMemory(to: UInt8.self).baseAddress
        return ffi_idx_flow_ffi_rustbuffer_from_bytes(ForeignBytes(len: Int32(time.count), data: start), &status)
    }
    let result = uniffi_idx_flow_ffi_fn_method_engine_next_action(engine.uniffiCloneHandle(), buffer, &status)
    let isPanic = status.code == 2
    ffi_idx_flow_ffi_rustbuffer_free(isPanic ? status.errorBuf : result, &status)
    if isPanic { throw RustPanic() }
}

/// An engine that panics when it is asked for the next action.
private final class PanickingEngine: Engine, @unchecked Sendable {
    override func nextAction(now: Date) throws -> Action {
        try panic(in: self)
        return try super.nextAction(now: now)
    }
}
