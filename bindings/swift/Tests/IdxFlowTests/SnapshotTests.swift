import Foundation
import IdxFlow
import IdxFlowEngine
import Testing

extension All {
    @Suite("Snapshots")
    struct Snapshots {
        static let saved = (try? Workspace.files(in: "tests/fixtures/snapshots", ending: ".json")) ?? []

        @Test("Every kind of saved flow is there")
        func kinds() {
            #expect(Self.saved.count == 8)
        }

        @Test("What was saved long ago is restored, and saved again as the same text", arguments: saved)
        func sameText(of file: String) async throws {
            let text = try Workspace.text("tests/fixtures/snapshots/" + file)
                .trimmingCharacters(in: .newlines)
            let engine = try Engine.restore(snapshot: Snapshot(text))
            #expect(try engine.snapshot().expose() == text)
            let flow = try await IdxFlow.restore(Snapshot(text), transport: SilentTransport(), clock: ManualClock())
            #expect(try await flow.save().expose() == text)
        }

        @Test("A flow that is saved at its QR code shows it again, without a request")
        func sameCode() async throws {
            let runner = try await atTheCode()
            let state = runner.flow.state
            try await runner.die()
            #expect(runner.log.sent == [])
            #expect(runner.flow.state.qr == state.qr)
            #expect(runner.flow.state.prompt == state.prompt)
            for step in [["scan"], ["finish"]] { try await runner.take(step) }
        }

        @Test("A flow that is restored when its poll is due shows the prompt while the poll is out")
        func dueMeanwhile() async throws {
            let transport = GatedTransport()
            let runner = try await atTheCode(transport)
            let state = runner.flow.state
            let seconds = try await runner.clock.pendingSleep()
            transport.set(.poll, .held)
            runner.clock.advance(by: seconds + 60, waking: false)
            try await runner.die()
            guard case .showQr(let prompt, let qr, _) = runner.flow.state else {
                Issue.record("no code: \(runner.flow.state)")
                return
            }
            #expect(qr == state.qr && prompt == state.prompt)
            #expect(runner.log.shown == [], "the poll's answer is what is told")
            try await runner.log.sends(.poll)
        }

        @Test("What is no snapshot is refused, and what a later version wrote says so")
        func refused() async throws {
            let none = await error { _ = try await IdxFlow.restore(Snapshot("no snapshot")) }
            #expect(none.map { if case .restore(false, _) = $0 { true } else { false } } == true)
            let text = try Workspace.text("tests/fixtures/snapshots/interact.json")
            let later = text.replacingOccurrences(of: #""schema":1"#, with: #""schema":2"#)
            let newer = await error { _ = try await IdxFlow.restore(Snapshot(later)) }
            #expect(newer.map { if case .restore(true, _) = $0 { true } else { false } } == true)
        }

        @Test("It is encoded as its text")
        func codable() throws {
            let saved = ["flow": Snapshot(#"{"schema":1}"#)]
            let json = try JSONEncoder().encode(saved)
            #expect(String(decoding: json, as: UTF8.self) == #"{"flow":"{\"schema\":1}"}"#)
            let read = try JSONDecoder().decode(type(of: saved), from: json)
            #expect(read == saved)
        }
    }
}
