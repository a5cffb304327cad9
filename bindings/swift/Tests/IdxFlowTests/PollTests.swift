import Foundation
import IdxFlow
import Testing

extension AllTests {
    @Suite("Polling, retries and the background")
    struct PollTests {
        @Test("A poll that returns the same prompt emits no state, for any number of consumers")
        func unchangedPrompt() async throws {
            let runner = try await runnerAtQrCode()
            let qrState = runner.flow.state
            let consumers = (0..<3).map { _ in
                Task { [states = runner.flow.states] in
                    var received: [IdxState] = []
                    for await state in states { received.append(state) }
                    return received
                }
            }
            for _ in 0..<3 { try await runner.run(["wait"]) }
            try await runner.run(["scan"])
            try await runner.run(["finish"])
            #expect(runner.log.states.filter { $0 == qrState }.count == 4, "the observer receives every poll")
            for consumer in consumers {
                let received = await consumer.value
                #expect(received.filter { $0 == qrState }.count <= 1)
                #expect(received.filter { $0.isFinal }.count == 1)
            }
            var received: [IdxState] = []
            for await state in runner.flow.states { received.append(state) }
            #expect(received == [runner.flow.state], "a late consumer receives the final state")
        }

        @Test("A clock that advances during a call does not change the state of the same prompt")
        func tickingClock() async throws {
            let (simulator, clock, log) = (try Simulator(setup: Scenario("E1").setup), TickingClock(), EventLog())
            let flow = try await IdxFlow.start(
                simulator.config, transport: URLSessionTransport(), clock: clock, observer: log.observer)
            try await log.settledState()
            try await flow.identify("ada@example.com", password: "Correct-Horse-1", on: flow.shownPrompt)
            try await log.settledState()
            try await flow.selectAuthenticator(.oktaVerify, on: flow.shownPrompt)
            let qrState = try await log.settledState()
            for polls in 1...3 {
                clock.manual.advance(by: try await clock.manual.pendingSleep())
                try await log.settledState(after: log.states.count)
                #expect(log.requests.filter { $0.purpose == .poll }.count == polls)
                #expect(flow.state == qrState)
            }
        }

        @Test("A slow consumer starts with the current state and then receives only the latest one")
        func slowConsumer() async throws {
            let runner = try await ScenarioRunner(Scenario("E1"))
            var states = runner.flow.states.makeAsyncIterator()
            #expect(await states.next() == runner.flow.state)
            try await runner.run(["identify", "ada@example.com", "Correct-Horse-1"])
            try await runner.run(["select_authenticator", "okta_verify"])
            #expect(await states.next() == runner.flow.state, "the states in between are dropped")
        }

        @Test("Polling continues while the network is down, and the state does not change")
        func networkDown() async throws {
            let transport = GatedTransport()
            let runner = try await runnerAtQrCode(transport)
            let state = runner.flow.state
            transport.set(.poll, .failing(.offline))
            for _ in 0..<3 {
                try await runner.run(["wait"])
                #expect(runner.flow.state == state)
            }
            transport.set(.poll, nil)
            try await runner.run(["scan"])
            try await runner.run(["finish"])
            #expect(transport.gate.value.requests.filter { $0.purpose == .poll }.count == 4)
        }

        @Test("The state shows a retry until the request succeeds")
        func retry() async throws {
            let transport = GatedTransport()
            transport.set(.introspect, .failing(.offline))
            let (simulator, clock, log) = (try Simulator(), ManualClock(), EventLog())
            let flow = try await IdxFlow.start(
                simulator.config, transport: transport, clock: clock, observer: log.observer)
            let seconds = try await clock.pendingSleep()
            let reason = WaitReason.retrying(attempt: 2, status: nil)
            #expect(flow.state.retry == RetryInfo(reason: reason, error: .offline, retryIn: seconds))

            transport.set(.introspect, .held)
            clock.advance(by: seconds)
            try await log.request(.introspect, count: 2)
            #expect(flow.state.retry == RetryInfo(reason: reason, error: .offline, retryIn: 0))

            transport.set(.introspect, nil)
            try await log.settledState()
            try await flow.identify("ada@example.com", password: "Correct-Horse-1", on: flow.shownPrompt)
            #expect(flow.state.prompt != nil && flow.state.retry == nil)
        }

        @Test("A failed poll does not show as the retry of a later answer")
        func retryOfPoll() async throws {
            let transport = GatedTransport()
            let runner = try await runnerAtQrCode(transport)
            transport.set(.poll, .failing(.offline))
            try await runner.run(["wait"])
            transport.set(.submit, .held)
            try await runner.flow.selectChannel(.email, on: runner.flow.shownPrompt)
            try await runner.log.request(.submit, count: 3)
            let prompt = try #require(runner.log.states.last?.prompt)
            #expect(runner.flow.state == .working(prompt: prompt, retry: nil))
        }

        @Test("An unknown error of a custom transport is retried, and only its type is reported")
        func customTransportError() async throws {
            struct LeakyError: Error { let url = "https://id.acme.example/?token=canary-1" }
            struct CustomTransport: IdxTransport {
                func send(_ request: TransportRequest) async throws -> TransportResponse { throw LeakyError() }
            }
            let (clock, log) = (ManualClock(), EventLog())
            let flow = try await IdxFlow.start(
                exampleConfig, transport: CustomTransport(), clock: clock, observer: log.observer)
            _ = try await clock.pendingSleep()
            guard case .working(nil, let retry?) = flow.state, case .other(let type) = retry.error else {
                Issue.record("no retry: \(flow.state)")
                return
            }
            #expect(type.hasSuffix("LeakyError"))
            #expect(!"\(log.events) \(flow.state)".contains("canary-1"))
        }

        @Test("A URLError of a custom transport is translated as in URLSessionTransport")
        func customTransportURLError() async throws {
            struct CustomTransport: IdxTransport {
                func send(_ request: TransportRequest) async throws -> TransportResponse {
                    throw URLError(.notConnectedToInternet)
                }
            }
            let clock = ManualClock()
            let flow = try await IdxFlow.start(exampleConfig, transport: CustomTransport(), clock: clock)
            let seconds = try await clock.pendingSleep()
            #expect(flow.state.retry?.error == .offline && flow.state.retry?.retryIn == seconds)
        }

        @Test("resume() sends a poll that is due")
        func resumeWhenDue() async throws {
            let transport = GatedTransport()
            let runner = try await runnerAtQrCode(transport)
            let seconds = try await runner.clock.pendingSleep()
            runner.clock.advance(by: seconds + 60, waking: false)
            transport.set(.poll, .held)
            try await runner.flow.resume()
            try await runner.log.request(.poll)
        }

        @Test("resume() and cancelRedirect() never send a second request, at any time")
        func resumeInFlight() async throws {
            let transport = GatedTransport()
            let runner = try await runnerAtQrCode(transport)
            transport.set(.poll, .held)
            try await runner.advanceToNextPoll()
            try await runner.log.request(.poll)
            for seconds: TimeInterval in [0, -2, 60, -3600] {
                runner.clock.advance(by: seconds)
                try await runner.flow.resume()
                try await runner.flow.cancelRedirect()
            }
            #expect(runner.log.requests.filter { $0.purpose == .poll }.count == 1)
            let ids = transport.gate.value.requests.map(\.id)
            #expect(Set(ids).count == ids.count)
        }

        @Test("After a canceled redirect the prompt is shown immediately, while its poll is in flight")
        func canceledRedirect() async throws {
            let (clock, log) = (ManualClock(), EventLog())
            let flow = try await IdxFlow.start(
                exampleConfig, transport: PolledPromptTransport(), clock: clock, observer: log.observer)
            let state = try await log.settledState()
            try await flow.proceed(.redirectIdp, on: flow.shownPrompt)
            guard case .redirect = flow.state else { throw IdxError.closed }
            clock.advance(by: 60, waking: false)
            try await flow.cancelRedirect()
            try await log.request(.poll)
            #expect(state.prompt != nil && flow.state == state)
        }

        @Test("A prompt without a poll expires after one last request")
        func expiry() async throws {
            let runner = try await ScenarioRunner(Scenario("E1"))
            try await runner.run(["identify", "ada@example.com", "Correct-Horse-1"])
            guard case .ask(_, nil) = runner.flow.state else { throw IdxError.closed }
            let expiresIn = try #require(try await runner.flow.expiresIn())
            #expect(abs(try await runner.clock.pendingSleep() - expiresIn) < 0.001)
            let (states, requests) = (runner.log.states.count, runner.log.requests.count)
            try await runner.simulator.advanceClock(by: expiresIn.rounded(.up))
            runner.clock.advance(by: expiresIn.rounded(.up))
            guard case .failed(let failure) = try await runner.log.settledState(after: states) else {
                Issue.record("not expired: \(runner.flow.state)")
                return
            }
            #expect(failure.kind == .expired && runner.clock.sleeperCount == 0)
            #expect(runner.log.requests.dropFirst(requests).map(\.purpose) == [.introspect])
        }

        @Test("expiresIn() counts down, and is nil after the end of the flow")
        func expiresIn() async throws {
            let runner = try await runnerAtQrCode()
            let before = try #require(try await runner.flow.expiresIn())
            runner.clock.advance(by: 60, waking: false)
            let after = try #require(try await runner.flow.expiresIn())
            #expect(before - after == 60)
            runner.clock.advance(by: -60, waking: false)
            for step in [["scan"], ["finish"]] { try await runner.run(step) }
            #expect(try await runner.flow.expiresIn() == nil)
        }
    }
}

/// An org with one prompt, which is polled and offers a redirect. A poll is never answered.
private struct PolledPromptTransport: IdxTransport {
    func send(_ request: TransportRequest) async throws -> TransportResponse {
        let body =
            switch request.purpose {
            case .interact: #"{"interaction_handle": "h"}"#
            case .introspect:
                #"""
                {"remediation": {"value": [
                    {"name": "challenge-poll", "href": "https://id.acme.example/poll", "refresh": 4000, "value": []},
                    {"name": "redirect-idp", "href": "https://idp.example/"}]}}
                """#
            default: try await AwaitableValue<Void>(()).first { nil } as String
            }
        return TransportResponse(status: 200, headers: [], bytes: Data(body.utf8))
    }
}
