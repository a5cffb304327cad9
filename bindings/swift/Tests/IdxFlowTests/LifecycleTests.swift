import Foundation
import IdxFlow
import IdxFlowEngine
import Testing

extension All {
    @Suite("The life of a flow")
    struct Life {
        @Test("After it is closed every call throws so, and closing again is fine")
        func closed() async throws {
            let flow = try await IdxFlow.start(anywhere, transport: SilentTransport())
            await flow.close()
            await flow.close()
            let calls: [(String, () async throws -> Void)] = [
                ("answer", { try await flow.submit(Answer(remediation: "identify")) }),
                ("identify", { try await flow.identify("ada") }),
                ("passcode", { try await flow.enterPasscode("123456") }),
                ("authenticator", { try await flow.selectAuthenticator(.oktaVerify) }),
                ("channel", { try await flow.selectChannel(.email) }),
                ("press", { try await flow.proceed(.skip) }),
                ("cancel", { try await flow.cancel() }),
                ("redirected", { try await flow.handleRedirect(URL(string: "com.acme.app:/callback?state=x")!) }),
                ("cancelRedirect", { try await flow.cancelRedirect() }),
                ("save", { _ = try await flow.save() }),
                ("resume", { try await flow.resume() }),
                ("expiresIn", { _ = try await flow.expiresIn() }),
                ("checkPassword", { _ = try await flow.checkPassword("x") }),
                ("responseJson", { _ = try await flow.responseJson() }),
                ("tokens", { _ = try await flow.tokens() }),
                ("interactionCode", { _ = try await flow.interactionCode() }),
            ]
            for (name, call) in calls {
                #expect(await error(of: call) == .closed, "\(name)")
            }
        }

        @Test("Nothing of it runs on the main thread, whoever starts it")
        @MainActor
        func offMainThread() async throws {
            let clock = WatchfulClock()
            let onMain = Watched<[Bool]>([])
            DispatchQueue.main.setSpecific(key: mainQueue, value: true)
            #expect(isOnMain(), "this test itself is")
            let flow = try await IdxFlow.start(anywhere, transport: SilentTransport(), clock: clock) { _ in
                onMain.change { $0.append(isOnMain()) }
            }
            try await flow.resume()
            _ = try await flow.expiresIn()
            #expect(onMain.value == [false])
            #expect(clock.onMain.value == [false, false])
        }

        @Test("Closing cancels what is in flight, and ends the states")
        func closing() async throws {
            let transport = SilentTransport()
            let flow = try await IdxFlow.start(anywhere, transport: transport)
            try await transport.waiting.first { $0 == 1 ? true : nil }
            var states = flow.states.makeAsyncIterator()
            #expect(await states.next() == .working(prompt: nil, retry: nil))
            await flow.close()
            #expect(await states.next() == nil)
            try await transport.waiting.first { $0 == 0 ? true : nil }
        }

        @Test("A flow that nobody holds any more ends: its request is canceled, its states end")
        func dropped() async throws {
            let transport = SilentTransport()
            var flow: IdxFlow? = try await IdxFlow.start(anywhere, transport: transport)
            let states = flow?.states
            try await transport.waiting.first { $0 == 1 ? true : nil }
            flow = nil
            try await transport.waiting.first { $0 == 0 ? true : nil }
            for try await _ in try #require(states) {}
        }

        @Test("A sleep does not hold a flow that nobody holds any more")
        func droppedAsleep() async throws {
            let runner = try await atTheCode()
            _ = try await runner.clock.pendingSleep()
            weak var flow = runner.flow
            try await runner.replaceFlow()
            while flow != nil { await Task.yield() }
        }

        @Test("It can be saved while an answer is out; what is restored asks, and never sends it again")
        func savedInFlight() async throws {
            let transport = GatedTransport()
            let runner = try await ScenarioRunner(Script("P1"), transport: transport)
            transport.set(.submit, .held)
            try await runner.flow.identify("ada@example.com", password: "Correct-Horse-1")
            let saved = try await runner.flow.save()
            #expect(!saved.expose().contains("Correct-Horse-1"))
            await runner.flow.close()

            let log = Log()
            let restored = try await IdxFlow.restore(
                saved, transport: transport, clock: runner.clock, observer: log.observer)
            try await log.settled()
            #expect(log.sent.map(\.purpose) == [.introspect])
            #expect(restored.state.prompt?.remediation(named: .identify) != nil)
        }

        @Test("Ending the task that waits for tokens does not end the flow")
        func waitingIsNotTheFlow() async throws {
            let runner = try await ScenarioRunner(Script("P1"))
            let waiting = Task { [flow = runner.flow] in try await flow.tokens() }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
            try await runner.runScenario(Script("P1"))
            #expect(try await runner.flow.tokens().idToken?.preferredUsername == "ada@example.com")
        }

        @Test("A flow that failed says why, to those who wait for tokens and to those who look")
        func failed() async throws {
            let sim = try Sim()
            var config = sim.config
            config = FlowConfig(issuer: config.issuer, clientId: "0oaNobody", redirectUri: config.redirectUri)
            let flow = try await IdxFlow.start(config, transport: URLSessionTransport())
            let failure = await error { _ = try await flow.tokens() }
            guard case .failed(let failure) = failure else {
                Issue.record("it did not fail: \(flow.state)")
                return
            }
            #expect(failure.kind == .denied)
            #expect(flow.state == .failed(failure))
            #expect(try await IdxFlow.restore(flow.save(), transport: SilentTransport()).state == flow.state)
        }

        @Test("Two flows at one org do not disturb each other")
        func two() async throws {
            let one = try await atTheCode()
            let log = Log()
            let other = try await IdxFlow.start(
                one.sim.config, transport: URLSessionTransport(), clock: one.clock, observer: log.observer)
            try await log.settled()
            try await other.identify("ada@example.com", password: "Correct-Horse-1")
            try await log.settled()
            try await other.authenticator(.oktaVerify)
            let mine = try await log.settled()
            #expect(mine.qr != nil && mine.qr != one.flow.state.qr)

            await one.flow.close()
            try await one.sim.control("/phone/scan", text: #require(mine.qr).png.data.base64EncodedString())
            try await one.letPoll()
            #expect(try await other.tokens().idToken?.preferredUsername == "ada@example.com")
        }

        @Test("A thousand flows that were started and closed or dropped leave nothing behind")
        func thousand() async throws {
            let transport = SilentTransport()
            let files = openFiles()
            for number in 0..<1000 {
                let flow = try await IdxFlow.start(anywhere, transport: transport)
                if number.isMultiple(of: 2) { await flow.close() }
            }
            while liveEngines() > 0 { await Task.yield() }
            try await transport.waiting.first { $0 == 0 ? true : nil }
            #expect(openFiles() < files + 100, "not one for each")
        }
    }
}

/// How many files this process has open, where the system tells.
private func openFiles() -> Int {
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
}

nonisolated(unsafe) private let mainQueue = DispatchSpecificKey<Bool>()

/// Whether this is the main actor's queue. (Its thread is not the process's first everywhere.)
private func isOnMain() -> Bool { DispatchQueue.getSpecific(key: mainQueue) == true }

/// A clock that notes where it is asked.
private final class WatchfulClock: IdxClock {
    let onMain = Watched<[Bool]>([])

    func now() -> Date {
        onMain.change { $0.append(isOnMain()) }
        return Date()
    }

    func sleep(for seconds: TimeInterval) async throws {}
}
