import Foundation
import IdxFlow
import IdxFlowEngine
import Testing

extension AllTests {
    @Suite("Lifecycle")
    struct LifecycleTests {
        @Test("After close() every call throws, and closing again has no effect")
        func calls() async throws {
            let flow = try await IdxFlow.start(exampleConfig, transport: UnresponsiveTransport())
            let prompt = Prompt.sample()
            await flow.close()
            await flow.close()
            let calls: [(String, () async throws -> Void)] = [
                ("submit", { try await flow.submit(Answer(remediation: "identify", promptVersion: 1)) }),
                ("identify", { try await flow.identify("ada", on: prompt) }),
                ("enterPasscode", { try await flow.enterPasscode("123456", on: prompt) }),
                ("selectAuthenticator", { try await flow.selectAuthenticator(.oktaVerify, on: prompt) }),
                ("selectChannel", { try await flow.selectChannel(.email, on: prompt) }),
                ("proceed", { try await flow.proceed(.skip, on: prompt) }),
                ("cancel", { try await flow.cancel() }),
                ("handleRedirect", { try await flow.handleRedirect(URL(string: "com.acme.app:/callback?state=x")!) }),
                ("cancelRedirect", { try await flow.cancelRedirect() }),
                ("save", { _ = try await flow.save() }),
                ("resume", { try await flow.resume() }),
                ("expiresIn", { _ = try await flow.expiresIn() }),
                ("checkPassword", { _ = try await flow.checkPassword("x") }),
                ("responseJson", { _ = try await flow.responseJson() }),
                ("browserSessionUrl", { _ = try await flow.browserSessionUrl() }),
                ("tokens", { _ = try await flow.tokens() }),
                ("interactionCode", { _ = try await flow.interactionCode() }),
            ]
            for (name, call) in calls {
                #expect(await idxError(of: call) == .closed, "\(name)")
            }
        }

        @Test("A flow never runs on the main thread, even if it is started there")
        @MainActor
        func mainThread() async throws {
            let clock = MainThreadDetectingClock()
            let onMain = AwaitableValue<[Bool]>([])
            DispatchQueue.main.setSpecific(key: mainQueue, value: true)
            #expect(isOnMain(), "the test itself runs on the main thread")
            let flow = try await IdxFlow.start(exampleConfig, transport: UnresponsiveTransport(), clock: clock) { _ in
                onMain.update { $0.append(isOnMain()) }
            }
            try await flow.resume()
            _ = try await flow.expiresIn()
            #expect(onMain.value == [false])
            #expect(clock.onMain.value == [false, false])
        }

        @Test("close() cancels the request in flight and ends the states")
        func close() async throws {
            let transport = UnresponsiveTransport()
            let flow = try await IdxFlow.start(exampleConfig, transport: transport)
            try await transport.inFlight.reaches(1)
            var states = flow.states.makeAsyncIterator()
            #expect(await states.next() == .working(prompt: nil, retry: nil))
            await flow.close()
            #expect(await states.next() == nil)
            try await transport.inFlight.reaches(0)
        }

        @Test("Releasing a flow cancels the request in flight and ends the states")
        func release() async throws {
            let transport = UnresponsiveTransport()
            var flow: IdxFlow? = try await IdxFlow.start(exampleConfig, transport: transport)
            let states = flow?.states
            try await transport.inFlight.reaches(1)
            flow = nil
            try await transport.inFlight.reaches(0)
            for try await _ in try #require(states) {}
        }

        @Test("A pending timer does not retain a flow")
        func releaseWithTimer() async throws {
            let runner = try await runnerAtQrCode()
            _ = try await runner.clock.pendingSleep()
            weak var flow = runner.flow
            try await runner.releaseFlow()
            while flow != nil { await Task.yield() }
        }

        @Test("A flow saved with an answer in flight asks the server after a restore, and does not send it again")
        func saveInFlight() async throws {
            let transport = GatedTransport()
            let runner = try await ScenarioRunner(Scenario("P1"), transport: transport)
            transport.set(.submit, .held)
            let prompt = try runner.flow.shownPrompt
            try await runner.flow.identify("ada@example.com", password: "Correct-Horse-1", on: prompt)
            let snapshot = try await runner.flow.save()
            #expect(!snapshot.expose().contains("Correct-Horse-1"))
            await runner.flow.close()

            let log = EventLog()
            let restored = try await IdxFlow.restore(
                snapshot, transport: transport, clock: runner.clock, observer: log.observer)
            try await log.settledState()
            #expect(log.requests.map(\.purpose) == [.introspect])
            #expect(restored.state.prompt?.remediation(named: .identify) != nil)
        }

        @Test("Canceling a task that waits for tokens does not end the flow")
        func cancelWaiting() async throws {
            let runner = try await ScenarioRunner(Scenario("P1"))
            let waiting = Task { [flow = runner.flow] in try await flow.tokens() }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
            try await runner.run(Scenario("P1"))
            #expect(try await runner.flow.tokens().idToken?.preferredUsername == "ada@example.com")
        }

        @Test("A failure is thrown by tokens(), shown by the state and kept by a snapshot")
        func failure() async throws {
            let simulator = try Simulator()
            let config = FlowConfig(
                issuer: simulator.org.issuer, clientId: "0oaUnknown", redirectUri: simulator.org.redirectUri)
            let flow = try await IdxFlow.start(config, transport: URLSessionTransport())
            guard case .failed(let failure) = await idxError(of: { _ = try await flow.tokens() }) else {
                Issue.record("not failed: \(flow.state)")
                return
            }
            #expect(failure.kind == .denied)
            #expect(flow.state == .failed(failure))
            #expect(try await IdxFlow.restore(flow.save(), transport: UnresponsiveTransport()).state == flow.state)
        }

        @Test("Two flows at one org are independent")
        func twoFlows() async throws {
            let first = try await runnerAtQrCode()
            let log = EventLog()
            let second = try await IdxFlow.start(
                first.simulator.config, transport: URLSessionTransport(), clock: first.clock, observer: log.observer)
            try await log.settledState()
            try await second.identify("ada@example.com", password: "Correct-Horse-1", on: second.shownPrompt)
            try await log.settledState()
            try await second.selectAuthenticator(.oktaVerify, on: second.shownPrompt)
            let state = try await log.settledState()
            #expect(state.qr != nil && state.qr != first.flow.state.qr)

            await first.flow.close()
            try await first.simulator.control("/phone/scan", text: #require(state.qr).png.data.base64EncodedString())
            try await first.advanceToNextPoll()
            #expect(try await second.tokens().idToken?.preferredUsername == "ada@example.com")
        }

        @Test("A thousand flows that were closed or released leak neither engines, requests nor files")
        func leaks() async throws {
            let transport = UnresponsiveTransport()
            let files = openFileCount()
            for number in 0..<1000 {
                let flow = try await IdxFlow.start(exampleConfig, transport: transport)
                if number.isMultiple(of: 2) { await flow.close() }
            }
            while liveEngines() > 0 { await Task.yield() }
            try await transport.inFlight.reaches(0)
            #expect(openFileCount() < files + 100, "a flow must not leave a file open")
        }
    }
}

/// The number of open files of this process, or 0 if it is unknown.
private func openFileCount() -> Int {
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
}

nonisolated(unsafe) private let mainQueue = DispatchSpecificKey<Bool>()

/// Whether this is the queue of the main actor. Its thread is not the first of the process on every
/// platform.
private func isOnMain() -> Bool { DispatchQueue.getSpecific(key: mainQueue) == true }

/// A clock that records whether it is called on the main thread.
private final class MainThreadDetectingClock: IdxClock {
    let onMain = AwaitableValue<[Bool]>([])

    func now() -> Date {
        onMain.update { $0.append(isOnMain()) }
        return Date()
    }

    func sleep(for seconds: TimeInterval) async throws {}
}
