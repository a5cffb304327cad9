import Foundation
import IdxFlow
import Testing

extension All {
    @Suite("Answers, and what is in flight")
    struct Answers {
        @Test("An answer overtakes the poll that is out: the poll is cancelled, the answer goes out at once")
        func overtakes() async throws {
            let transport = GatedTransport()
            let traveller = try await atTheCode(transport)
            transport.set(.poll, .held)
            try await traveller.letPoll()
            let poll = try await traveller.log.sends(.poll)

            try await traveller.take(["channel", "email"])
            #expect(traveller.flow.state.prompt?.named(.enrollmentChannelData) != nil)
            let cancelled = try await transport.gate.first { $0.cancelled.isEmpty ? nil : $0.cancelled }
            #expect(cancelled == [poll.id])
        }

        @Test("The late reply of an overtaken poll changes nothing")
        func lateReply() async throws {
            let transport = GatedTransport()
            let traveller = try await atTheCode(transport)
            transport.set(.poll, .late)
            try await traveller.letPoll()
            let poll = try await traveller.log.sends(.poll)
            try await traveller.take(["channel", "email"])
            let (state, saved) = (traveller.flow.state, try await traveller.flow.save())

            transport.set(.poll, nil)
            #expect(try await transport.gate.first { $0.late.first } == poll.id)
            // its way back to the flow is a hop or two; what answers after it comes behind it
            for _ in 0..<100 { await Task.yield() }
            #expect(try await traveller.flow.save() == saved)
            #expect(traveller.flow.state == state)
            let isReceived = traveller.log.events.contains { event in
                if case .receives(let request, _) = event { request.id == poll.id } else { false }
            }
            #expect(!isReceived)
        }

        @Test("An answer to an earlier page is refused, and the flow goes on")
        func earlierPage() async throws {
            let traveller = try await Traveller(Script("E1"))
            let form = try #require(traveller.flow.state.prompt?.named(.identify))
            let answer = form.answer(["identifier": "ada@example.com", "credentials.passcode": "Correct-Horse-1"])
            try await traveller.flow.answer(answer)
            try await traveller.log.settled()
            let state = traveller.flow.state

            let refused = await error { try await traveller.flow.answer(answer) }
            #expect(refused?.problem == .unknownRemediation)
            #expect(traveller.flow.state == state)
            for step in [["authenticator", "okta_verify"], ["scan"], ["finish"]] { try await traveller.take(step) }
        }

        @Test("An answer for one page is not taken to a form of the same name on another")
        func sameName() async throws {
            let traveller = try await Traveller(Script("P3"))
            let page = try #require(traveller.flow.state.page)
            let form = try #require(page.prompt.named(.identify))
            let values: [String: Value] = ["identifier": "ada@example.com", "credentials.passcode": "Correct-Horse-1"]
            let answer = page.answer(form, values)
            try await traveller.take(["identify", "ada@example.com", "Wrong-Horse-1"])
            #expect(traveller.flow.state.prompt?.named(.identify) != nil)

            let refused = await error { try await traveller.flow.answer(answer) }
            #expect(refused?.problem == .otherPage)
            try await traveller.flow.answer(form.answer(values))
            try await traveller.log.settled()
            #expect(traveller.flow.state.isFinal)
        }

        @Test("While an answer is out no other is taken, and it is sent once")
        func whileOneIsOut() async throws {
            let transport = GatedTransport()
            let traveller = try await Traveller(Script("P1"), transport: transport)
            transport.set(.submit, .held)
            try await traveller.flow.identify("ada@example.com", password: "Correct-Horse-1")
            #expect(traveller.flow.state == .working(page: traveller.log.shown.last?.page, trouble: nil))

            let refused = await error { try await traveller.flow.identify("bob@example.com") }
            #expect(refused?.problem == .notExpected)
            transport.set(.submit, nil)
            let tokens = try await traveller.flow.tokens()
            #expect(tokens.idToken?.preferredUsername == "ada@example.com")
            #expect(transport.gate.value.arrived.filter { $0.purpose == .submit }.count == 1)
        }

        @Test("An answer that does not fit is refused, with the field that is wrong")
        func refused() async throws {
            let traveller = try await Traveller(Script("P1"))
            let form = try #require(traveller.flow.state.prompt?.named(.identify))
            let wrong = await error {
                try await traveller.flow.answer(form.answer(["identifier": "ada", "nickname": "a"]))
            }
            guard case .input(.unknownField, "nickname", _) = wrong else {
                Issue.record("unexpected: \(String(describing: wrong))")
                return
            }
            #expect(await error { try await traveller.flow.press(.skip) }?.problem == .notOffered)
            try await traveller.travel(Script("P1"))
        }

        @Test("What comes back from a browser with another flow's state is refused")
        func forged() async throws {
            let traveller = try await Traveller(Script("P14"))
            try await traveller.take(["press", "redirect-idp"])
            let state = traveller.flow.state
            let url = traveller.sim.org.redirectUri + "?interaction_code=x&state=forged"
            let forged = await error { try await traveller.flow.redirected(#require(URL(string: url))) }
            #expect(forged?.problem == .forgedState)
            #expect(traveller.log.events.last == .comesBack(accepted: false))
            #expect(traveller.flow.state == state)
        }

        @Test("Who comes back without anything sees the page again")
        func cancelledRedirect() async throws {
            let traveller = try await Traveller(Script("P14"))
            let state = traveller.flow.state
            try await traveller.take(["press", "redirect-idp"])
            #expect(traveller.flow.state.address != nil)
            try await traveller.flow.redirectCancelled()
            #expect(traveller.flow.state == state)
        }
    }
}
