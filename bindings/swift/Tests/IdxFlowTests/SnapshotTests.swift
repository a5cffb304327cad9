import Foundation
import IdxFlow
import IdxFlowEngine
import Testing

extension AllTests {
    @Suite("Snapshots")
    struct SnapshotTests {
        static let fixtures = (try? Workspace.files(in: "tests/fixtures/snapshots", ending: ".json")) ?? []

        @Test("There is a fixture for every kind of snapshot")
        func fixtureCount() {
            #expect(Self.fixtures.count == 10)
        }

        @Test("A restored flow is saved as an equal snapshot", arguments: fixtures)
        func roundTrip(of file: String) async throws {
            let text = try Workspace.text("tests/fixtures/snapshots/" + file)
            let engine = try Engine.restore(snapshot: Snapshot(text))
            #expect(try json(engine.snapshot().expose()) == json(text))
            let flow = try await IdxFlow.restore(
                Snapshot(text), transport: UnresponsiveTransport(), clock: ManualClock())
            #expect(try await json(flow.save().expose()) == json(text))
        }

        @Test("A flow saved at its QR code shows the same code after a restore, without a request")
        func qrCode() async throws {
            let runner = try await runnerAtQrCode()
            let state = runner.flow.state
            try await runner.restart()
            #expect(runner.log.requests == [])
            #expect(runner.flow.state.qr == state.qr)
            // the version counts from 1 in each process
            #expect(runner.flow.state.prompt?.remediations == state.prompt?.remediations)
            for step in [["scan"], ["finish"]] { try await runner.run(step) }
        }

        @Test("A flow restored after its poll is due shows the prompt while the poll is in flight")
        func pollDue() async throws {
            let transport = GatedTransport()
            let runner = try await runnerAtQrCode(transport)
            let state = runner.flow.state
            let seconds = try await runner.clock.pendingSleep()
            transport.set(.poll, .held)
            runner.clock.advance(by: seconds + 60, waking: false)
            try await runner.restart()
            guard case .showQr(let prompt, let qr, _) = runner.flow.state else {
                Issue.record("no QR code: \(runner.flow.state)")
                return
            }
            #expect(qr == state.qr && prompt.remediations == state.prompt?.remediations)
            #expect(runner.log.states == [], "the observer receives a state only after the poll")
            try await runner.log.request(.poll)
        }

        @Test("An invalid snapshot is rejected, and one of a newer version is reported as such")
        func invalid() async throws {
            let invalid = await idxError { _ = try await IdxFlow.restore(Snapshot("not a snapshot")) }
            #expect(invalid.map { if case .restore(false, _) = $0 { true } else { false } } == true)
            let text = try Workspace.text("tests/fixtures/snapshots/interact.json")
            let newerText = text.replacingOccurrences(
                of: #""schema":\d+"#, with: #""schema":999"#, options: .regularExpression)
            let newer = await idxError { _ = try await IdxFlow.restore(Snapshot(newerText)) }
            #expect(newer.map { if case .restore(true, _) = $0 { true } else { false } } == true)
        }

        @Test("A snapshot is encoded as its text")
        func codable() throws {
            let value = ["flow": Snapshot(#"{"schema":1}"#)]
            let json = try JSONEncoder().encode(value)
            #expect(String(decoding: json, as: UTF8.self) == #"{"flow":"{\"schema\":1}"}"#)
            let decoded = try JSONDecoder().decode(type(of: value), from: json)
            #expect(decoded == value)
        }
    }
}

/// Parses a JSON object. The order of its members does not matter.
private func json(_ text: String) throws -> NSDictionary? {
    try JSONSerialization.jsonObject(with: Data(text.utf8)) as? NSDictionary
}
