import Foundation
import IdxFlow
import Testing

extension All {
    @Suite("Polls, lost networks, and the background")
    struct Polls {
        @Test("A poll that brings the same page shows nothing new, to any number of readers")
        func once() async throws {
            let traveller = try await atTheCode()
            let code = traveller.flow.state
            let readers = (0..<3).map { _ in
                Task { [states = traveller.flow.states] in
                    var seen: [IdxState] = []
                    for await state in states { seen.append(state) }
                    return seen
                }
            }
            for _ in 0..<3 { try await traveller.take(["wait"]) }
            try await traveller.take(["scan"])
            try await traveller.take(["finish"])
            #expect(traveller.log.shown.filter { $0 == code }.count == 4, "the engine was looked at each time")
            for reader in readers {
                let seen = await reader.value
                #expect(seen.filter { $0 == code }.count <= 1)
                #expect(seen.filter { $0.isFinal }.count == 1)
            }
            let afterwards = traveller.flow.states
            var seen: [IdxState] = []
            for await state in afterwards { seen.append(state) }
            #expect(seen == [traveller.flow.state], "what has ended shows its end")
        }

        @Test("A clock that ticks meanwhile does not make another state of the same page")
        func ticking() async throws {
            let (sim, clock, log) = (try Sim(setup: Script("E1").setup), TickingClock(), Log())
            let flow = try await IdxFlow.start(
                sim.config, transport: URLSessionTransport(), clock: clock, observer: log.observer)
            try await log.settled()
            try await flow.identify("ada@example.com", password: "Correct-Horse-1")
            try await log.settled()
            try await flow.authenticator(.oktaVerify)
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
            let traveller = try await Traveller(Script("E1"))
            var slow = traveller.flow.states.makeAsyncIterator()
            #expect(await slow.next() == traveller.flow.state)
            try await traveller.take(["identify", "ada@example.com", "Correct-Horse-1"])
            try await traveller.take(["authenticator", "okta_verify"])
            #expect(await slow.next() == traveller.flow.state, "neither the work nor the list in between")
        }

        @Test("Polling goes on through a lost network, and the screen stays")
        func lostNetwork() async throws {
            let transport = GatedTransport()
            let traveller = try await atTheCode(transport)
            let state = traveller.flow.state
            transport.set(.poll, .lost(.offline))
            for _ in 0..<3 {
                try await traveller.take(["wait"])
                #expect(traveller.flow.state == state)
            }
            transport.set(.poll, nil)
            try await traveller.take(["scan"])
            try await traveller.take(["finish"])
            #expect(transport.gate.value.arrived.filter { $0.purpose == .poll }.count == 4)
        }

        @Test("Trouble shows while what the user waits for is tried again, and goes when it works")
        func trouble() async throws {
            let transport = GatedTransport()
            transport.set(.introspect, .lost(.offline))
            let (sim, clock, log) = (try Sim(), ManualClock(), Log())
            let flow = try await IdxFlow.start(
                sim.config, transport: transport, clock: clock, observer: log.observer)
            let seconds = try await clock.pendingSleep()
            #expect(flow.state == .working(page: nil, trouble: Trouble(error: .offline, retryIn: seconds)))

            transport.set(.introspect, .held)
            clock.advance(by: seconds)
            try await log.sends(.introspect, times: 2)
            #expect(flow.state == .working(page: nil, trouble: Trouble(error: .offline, retryIn: 0)))

            transport.set(.introspect, nil)
            try await log.settled()
            try await flow.identify("ada@example.com", password: "Correct-Horse-1")
            #expect(flow.state.page != nil && flow.state.trouble == nil)
        }

        @Test("The trouble of a poll is not that of the answer that follows")
        func troubleOfPolls() async throws {
            let transport = GatedTransport()
            let traveller = try await atTheCode(transport)
            transport.set(.poll, .lost(.offline))
            try await traveller.take(["wait"])
            transport.set(.submit, .held)
            try await traveller.flow.channel(.email)
            try await traveller.log.sends(.submit, times: 3)
            let page = try #require(traveller.log.shown.last?.page)
            #expect(traveller.flow.state == .working(page: page, trouble: nil))
        }

        @Test("What a foreign transport throws is a lost exchange, and only its type is told")
        func foreignError() async throws {
            struct Careless: Error { let url = "https://id.acme.example/?token=secret-1" }
            struct Transport: IdxTransport {
                func send(_ request: IdxRequest) async throws -> IdxResponse { throw Careless() }
            }
            let (clock, log) = (ManualClock(), Log())
            let flow = try await IdxFlow.start(anywhere, transport: Transport(), clock: clock, observer: log.observer)
            _ = try await clock.pendingSleep()
            guard case .working(nil, let trouble?) = flow.state, case .other(let type) = trouble.error else {
                Issue.record("no trouble: \(flow.state)")
                return
            }
            #expect(type.hasSuffix("Careless"))
            #expect(!"\(log.events) \(flow.state)".contains("secret-1"))
        }

        @Test("What URLSession throws in a transport of another make is told as this package's own tells it")
        func foreignSession() async throws {
            struct Transport: IdxTransport {
                func send(_ request: IdxRequest) async throws -> IdxResponse {
                    throw URLError(.notConnectedToInternet)
                }
            }
            let clock = ManualClock()
            let flow = try await IdxFlow.start(anywhere, transport: Transport(), clock: clock)
            let seconds = try await clock.pendingSleep()
            #expect(flow.state == .working(page: nil, trouble: Trouble(error: .offline, retryIn: seconds)))
        }

        @Test("Back from the background a due poll goes out at once")
        func resumeWhenDue() async throws {
            let transport = GatedTransport()
            let traveller = try await atTheCode(transport)
            let seconds = try await traveller.clock.pendingSleep()
            traveller.clock.advance(by: seconds + 60, waking: false)
            transport.set(.poll, .held)
            try await traveller.flow.resume()
            try await traveller.log.sends(.poll)
        }

        @Test("Coming back never doubles a request, whatever the clock says")
        func resumeInFlight() async throws {
            let transport = GatedTransport()
            let traveller = try await atTheCode(transport)
            transport.set(.poll, .held)
            try await traveller.letPoll()
            try await traveller.log.sends(.poll)
            for step in [0, -2, 60, -3600] {
                traveller.clock.advance(by: TimeInterval(step))
                try await traveller.flow.resume()
                try await traveller.flow.redirectCancelled()
            }
            #expect(traveller.log.sent.filter { $0.purpose == .poll }.count == 1)
            let ids = transport.gate.value.arrived.map(\.id)
            #expect(Set(ids).count == ids.count)
        }

        @Test("Back from a browser the polled page shows at once, while its poll is out")
        func backFromBrowser() async throws {
            let (clock, log) = (ManualClock(), Log())
            let flow = try await IdxFlow.start(anywhere, transport: PolledOrg(), clock: clock, observer: log.observer)
            let before = try await log.settled()
            try await flow.press(.redirectIdp)
            guard case .redirect = flow.state else { throw IdxError.closed }
            clock.advance(by: 60, waking: false)
            try await flow.redirectCancelled()
            try await log.sends(.poll)
            #expect(before.page != nil && flow.state == before)
        }

        @Test("A page without a poll shows by itself that its time is over")
        func over() async throws {
            let traveller = try await Traveller(Script("E1"))
            try await traveller.take(["identify", "ada@example.com", "Correct-Horse-1"])
            guard case .ask(_, nil) = traveller.flow.state else { throw IdxError.closed }
            let left = try #require(try await traveller.flow.expiresIn())
            #expect(abs(try await traveller.clock.pendingSleep() - left) < 0.001)
            let shown = traveller.log.shown.count
            traveller.clock.advance(by: left.rounded(.up))
            guard case .failed(let failure) = try await traveller.log.settled(after: shown) else {
                Issue.record("not over: \(traveller.flow.state)")
                return
            }
            #expect(failure.kind == .expired && traveller.clock.sleepers == 0)
        }

        @Test("The server's time is counted down, and counts no longer when the flow has ended")
        func expiry() async throws {
            let traveller = try await atTheCode()
            let before = try #require(try await traveller.flow.expiresIn())
            traveller.clock.advance(by: 60, waking: false)
            let after = try #require(try await traveller.flow.expiresIn())
            #expect(before - after == 60)
            traveller.clock.advance(by: -60, waking: false)
            for step in [["scan"], ["finish"]] { try await traveller.take(step) }
            #expect(try await traveller.flow.expiresIn() == nil)
        }
    }
}

/// An org with one page, which is polled and has an address to go to. A poll is never answered.
private struct PolledOrg: IdxTransport {
    func send(_ request: IdxRequest) async throws -> IdxResponse {
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
        return IdxResponse(status: 200, headers: [], bytes: Data(body.utf8))
    }
}
