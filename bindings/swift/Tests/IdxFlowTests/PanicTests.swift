import Foundation
import IdxFlowEngine
import IdxFlowFFI
import Testing

@testable import IdxFlow

extension All {
    @Suite("A panic in Rust")
    struct Panics {
        @Test("It is an error, the process lives on, and the same engine works afterwards")
        func isAnError() throws {
            let engine = try Engine.start(config: anywhere)
            let before = try engine.snapshot()
            #expect(throws: Panicked.self) { try panic(in: engine) }
            #expect(try engine.snapshot() == before)
            #expect(try engine.state() == .interact)
        }

        @Test("It ends the flow as a fault, makes answers throw, and leaves the flow to be saved")
        func endsTheFlow() async throws {
            let log = Log()
            let real = try Engine.start(config: anywhere)
            let engine = Faulty(unsafeFromHandle: real.uniffiCloneHandle())
            let flow = IdxFlow(engine, transport: SilentTransport(), clock: ManualClock(), observer: log.observer)
            await flow.look()
            guard case .failed(let failure) = flow.state else {
                Issue.record("no failure: \(flow.state)")
                return
            }
            #expect(failure.kind == .internal)
            #expect(log.shown == [flow.state])
            let fault = await error { try await flow.identify("ada") }
            #expect(fault.map { if case .internal = $0 { true } else { false } } == true)
            #expect(await error { _ = try await flow.tokens() } == .failed(failure))
            #expect(try await flow.save() == real.snapshot())
        }
    }
}

/// What a call across the border says of a panic (`RustCallStatus`, code 2).
private struct Panicked: Error {}

/// Makes Rust panic by a time that no clock can show, which it reads before anything else. Swift's own
/// `Date` cannot hold it, so it is written as the generated code would.
private func panic(in engine: Engine) throws {
    let time = Data([0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])
    var status = RustCallStatus()
    let bytes = time.withUnsafeBytes { bytes in
        let start = bytes.bindMemory(to: UInt8.self).baseAddress
        return ffi_idx_flow_ffi_rustbuffer_from_bytes(ForeignBytes(len: Int32(time.count), data: start), &status)
    }
    let result = uniffi_idx_flow_ffi_fn_method_engine_next_action(engine.uniffiCloneHandle(), bytes, &status)
    let isPanic = status.code == 2
    ffi_idx_flow_ffi_rustbuffer_free(isPanic ? status.errorBuf : result, &status)
    if isPanic { throw Panicked() }
}

/// An engine that panics as soon as it is looked at.
private final class Faulty: Engine, @unchecked Sendable {
    override func nextAction(now: Date) throws -> Action {
        try panic(in: self)
        return try super.nextAction(now: now)
    }
}
