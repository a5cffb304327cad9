import Foundation
import IdxFlow
import Testing

extension All {
    @Suite("Polls, lost networks, and the background")
    struct Polls {
        @Test("A poll that brings the same prompt shows nothing new, to any number of readers")
        func once() async throws {
            let runner = try await atTheCode()
            let code = runner.flow.state
            let readers = (0..<3).map { _ in
                Task { [states = runner.flow.states] in
                    var seen: [IdxState] = []
                    for await state in states { seen.append(state) }
                    return seen
                }
            }
            for _ in 0..<3 { try await runner.take(["wait"]) }
            try await runner.take(["scan"])
            try await runner.take(["finish"])
            #expect(runner.log.shown.filter { $0 == code }.count == 4, "the engine was looked at each time")
            for reader in readers {
                let seen = await reader.value
                #expect(seen.filter { $0 == code }.count <= 1)
                #expect(seen.filter { $0.isFinal }.count == 1)
            }
            let afterwards = runner.flow.states
            var seen: [IdxState] = []
            for await state in afterwards { seen.append(state) }
            #expect(seen == [runner.flow.state], "what has ended shows its end")
        }

        @Test("A clock that ticks meanwhile does not make another state of the same prompt")
        func ticking() async throws {
            let (sim, clock, log) = (try Sim(setup: Script("E1").setup), TickingClock(), Log())
            let flow = try await IdxFlow.start(
                sim.config, transport: URLSessionTransport(), clock: clock, observer: log.observer)
            try await log.settled()
            try await flow.identify("ada@example.com", password: "Correct-Horse-1")
            try await log.settled()
            try await flow.selectAuthenticator(.oktaVerify)
            let code = try await log.settled()
            for polls in 1...3 {
                clock.manual.advance(by: try await clock.manual.pendingSleep())
                try await log.settled(after: log.shown.count)
                #expect(log.sent.filter { $0.purpose == .poll }.count == polls)
                #expect(flow.state == code)
            }
        }

        @Test("A reader begins with the state at hand, and misses what is no longer so")
        func conflates() async throws {
            let runner = try await ScenarioRunner(Script("E1"))
            var slow = runner.flow.states.makeAsyncIterator()
            #expect(await slow.next() == runner.flow.state)
            try await runner.take(["identify", "ada@example.com", "Correct-Horse-1"])
            try await runner.take(["authenticator", "okta_verify"])
            #expect(await slow.next() == runner.flow.state, "neither the work nor the list in between")
        }

        @Test("Polling goes on through a lost network, and the screen stays")
        func lostNetwork() async throws {
            let transport = GatedTransport()
            let runner = try await atTheCode(transport)
            let state = runner.flow.state
            transport.set(.poll, .lost(.offline))
            for _ in 0..<3 {
                try await runner.take(["wait"])
                #expect(runner.flow.state == state)
            }
            transport.set(.poll, nil)
            try await runner.take(["scan"])
            try await runner.take(["finish"])
            #expect(transport.gate.value.arrived.filter { $0.purpose == .poll }.count == 4)
        }

        @Test("RetryInfo shows while what the user waits for is tried again, and goes when it works")
        func retry() async throws {
            let transport = GatedTransport()
            transport.set(.introspect, .lost(.offline))
            let (sim, clock, log) = (try Sim(), ManualClock(), Log())
            let flow = try await IdxFlow.start(
                sim.config, transport: transport, clock: clock, observer: log.observer)
            let seconds = try await clock.pendingSleep()
            #expect(flow.state == .working(prompt: nil, retry: RetryInfo(error: .offline, retryIn: seconds)))

            transport.set(.introspect, .held)
            clock.advance(by: seconds)
            try await log.sends(.introspect, times: 2)
            #expect(flow.state == .working(prompt: nil, retry: RetryInfo(error: .offline, retryIn: 0)))

            transport.set(.introspect, nil)
            try await log.settled()
            try await flow.identify("ada@example.com", password: "Correct-Horse-1")
            #expect(flow.state.prompt != nil && flow.state.retry == nil)
        }

        @Test("The retry of a poll is not that of the answer that follows")
        func troubleOfPolls() async throws {
            let transport = GatedTransport()
            let runner = try await atTheCode(transport)
            transport.set(.poll, .lost(.offline))
            try await runner.take(["wait"])
            transport.set(.submit, .held)
            try await runner.flow.selectChannel(.email)
            try await runner.log.sends(.submit, times: 3)
            let prompt = try #require(runner.log.shown.last?.prompt)
            #expect(runner.flow.state == .working(prompt: prompt, retry: nil))
        }

        @Test("What a foreign transport throws is a lost exchange, and only its type is told")
        func foreignError() async throws {
            struct RepeatingTransport: Error { let url = "https://id.acme.example/?token=secret-1" }
            struct Transport: IdxTransport {
                func send(_ request: TransportRequest) async throws -> TransportResponse { throw RepeatingTransport() }
            }
            let (clock, log) = (ManualClock(), Log())
            let flow = try await IdxFlow.start(anywhere, transport: Transport(), clock: clock, observer: log.observer)
            _ = try await clock.pendingSleep()
            guard case .working(nil, let retry?) = flow.state, case .other(let type) = retry.error else {
                Issue.record("no retry: \(flow.state)")
                return
            }
            #expect(type.hasSuffix("RepeatingTransport"))
            #expect(!"\(log.events) \(flow.state)".contains("secret-1"))
        }

        @Test("What URLSession throws in a transport of another make is told as this package's own tells it")
        func foreignSession() async throws {
            struct Transport: IdxTransport {
                func send(_ request: TransportRequest) async throws -> TransportResponse {
                    throw URLError(.notConnectedToInternet)
                }
            }
            let clock = ManualClock()
            let flow = try await IdxFlow.start(anywhere, transport: Transport(), clock: clock)
            let seconds = try await clock.pendingSleep()
            #expect(flow.state == .working(prompt: nil, retry: RetryInfo(error: .offline, retryIn: seconds)))
        }

        @Test("Back from the background a due poll goes out at once")
        func resumeWhenDue() async throws {
            let transport = GatedTransport()
            let runner = try await atTheCode(transport)
            let seconds = try await runner.clock.pendingSleep()
            runner.clock.advance(by: seconds + 60, waking: false)
            transport.set(.poll, .held)
            try await runner.flow.resume()
            try await runner.log.sends(.poll)
        }

        @Test("Coming back never doubles a request, whatever the clock says")
        func resumeInFlight() async throws {
            let transport = GatedTransport()
            let runner = try await atTheCode(transport)
            transport.set(.poll, .held)
            try await runner.letPoll()
            try await runner.log.sends(.poll)
            for step in [0, -2, 60, -3600] {
                runner.clock.advance(by: TimeInterval(step))
                try await runner.flow.resume()
                try await runner.flow.cancelRedirect()
            }
            #expect(runner.log.sent.filter { $0.purpose == .poll }.count == 1)
            let ids = transport.gate.value.arrived.map(\.id)
            #expect(Set(ids).count == ids.count)
        }

        @Test("Back from a browser the polled prompt shows at once, while its poll is out")
        func backFromBrowser() async throws {
            let (clock, log) = (ManualClock(), Log())
            let flow = try await IdxFlow.start(anywhere, transport: PolledOrg(), clock: clock, observer: log.observer)
            let before = try await log.settled()
            try await flow.proceed(.redirectIdp)
            guard case .redirect = flow.state else { throw IdxError.closed }
            clock.advance(by: 60, waking: false)
            try await flow.cancelRedirect()
            try await log.sends(.poll)
            #expect(before.prompt != nil && flow.state == before)
        }

        @Test("A prompt without a poll shows by itself that its time is over")
        func over() async throws {
            let runner = try await ScenarioRunner(Script("E1"))
            try await runner.take(["identify", "ada@example.com", "Correct-Horse-1"])
            guard case .ask(_, nil) = runner.flow.state else { throw IdxError.closed }
            let left = try #require(try await runner.flow.expiresIn())
            #expect(abs(try await runner.clock.pendingSleep() - left) < 0.001)
            let shown = runner.log.shown.count
            runner.clock.advance(by: left.rounded(.up))
            guard case .failed(let failure) = try await runner.log.settled(after: shown) else {
                Issue.record("not over: \(runner.flow.state)")
                return
            }
            #expect(failure.kind == .expired && runner.clock.sleepers == 0)
        }

        @Test("The server's time is counted down, and counts no longer when the flow has ended")
        func expiry() async throws {
            let runner = try await atTheCode()
            let before = try #require(try await runner.flow.expiresIn())
            runner.clock.advance(by: 60, waking: false)
            let after = try #require(try await runner.flow.expiresIn())
            #expect(before - after == 60)
            runner.clock.advance(by: -60, waking: false)
            for step in [["scan"], ["finish"]] { try await runner.take(step) }
            #expect(try await runner.flow.expiresIn() == nil)
        }
    }
}

/// An org with one prompt, which is polled and has an address to go to. A poll is never answered.
private struct PolledOrg: IdxTransport {
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
            default: try await Watched<Void>(()).first { nil } as String
            }
        return TransportResponse(status: 200, headers: [], bytes: Data(body.utf8))
    }
}
