import Foundation
import IdxFlow
import Testing

extension All {
    @Suite("Answers, and what is in flight")
    struct Answers {
        @Test("An answer overtakes the poll that is out: the poll is canceled, the answer goes out at once")
        func overtakes() async throws {
            let transport = GatedTransport()
            let runner = try await atTheCode(transport)
            transport.set(.poll, .held)
            try await runner.letPoll()
            let poll = try await runner.log.sends(.poll)

            try await runner.take(["channel", "email"])
            #expect(runner.flow.state.prompt?.remediation(named: .enrollmentChannelData) != nil)
            let canceled = try await transport.gate.first { $0.canceled.isEmpty ? nil : $0.canceled }
            #expect(canceled == [poll.id])
        }

        @Test("The late reply of an overtaken poll changes nothing")
        func lateReply() async throws {
            let transport = GatedTransport()
            let runner = try await atTheCode(transport)
            transport.set(.poll, .late)
            try await runner.letPoll()
            let poll = try await runner.log.sends(.poll)
            try await runner.take(["channel", "email"])
            let (state, saved) = (runner.flow.state, try await runner.flow.save())

            transport.set(.poll, nil)
            #expect(try await transport.gate.first { $0.late.first } == poll.id)
            // its way back to the flow is a hop or two; what answers after it comes behind it
            for _ in 0..<100 { await Task.yield() }
            #expect(try await runner.flow.save() == saved)
            #expect(runner.flow.state == state)
            let isReceived = runner.log.events.contains { event in
                if case .responseReceived(let request, _) = event { request.id == poll.id } else { false }
            }
            #expect(!isReceived)
        }

        @Test("An answer to an earlier prompt is refused, and the flow goes on")
        func earlierPage() async throws {
            let runner = try await ScenarioRunner(Script("E1"))
            let form = try #require(runner.flow.state.prompt?.remediation(named: .identify))
            let answer = form.answer(["identifier": "ada@example.com", "credentials.passcode": "Correct-Horse-1"])
            try await runner.flow.submit(answer)
            try await runner.log.settled()
            let state = runner.flow.state

            let refused = await error { try await runner.flow.submit(answer) }
            #expect(refused?.problem == .unknownRemediation)
            #expect(runner.flow.state == state)
            for step in [["authenticator", "okta_verify"], ["scan"], ["finish"]] { try await runner.take(step) }
        }

        @Test("An answer for one prompt is not taken to a form of the same name on another")
        func sameName() async throws {
            let runner = try await ScenarioRunner(Script("P3"))
            let prompt = try #require(runner.flow.state.prompt)
            let form = try #require(prompt.remediation(named: .identify))
            let values: [String: Value] = ["identifier": "ada@example.com", "credentials.passcode": "Correct-Horse-1"]
            let answer = prompt.answer(form, values)
            try await runner.take(["identify", "ada@example.com", "Wrong-Horse-1"])
            #expect(runner.flow.state.prompt?.remediation(named: .identify) != nil)

            let refused = await error { try await runner.flow.submit(answer) }
            #expect(refused?.problem == .otherPage)
            try await runner.flow.submit(form.answer(values))
            try await runner.log.settled()
            #expect(runner.flow.state.isFinal)
        }

        @Test("While an answer is out no other is taken, and it is sent once")
        func whileOneIsOut() async throws {
            let transport = GatedTransport()
            let runner = try await ScenarioRunner(Script("P1"), transport: transport)
            transport.set(.submit, .held)
            try await runner.flow.identify("ada@example.com", password: "Correct-Horse-1")
            #expect(runner.flow.state == .working(prompt: runner.log.shown.last?.prompt, retry: nil))

            let refused = await error { try await runner.flow.identify("bob@example.com") }
            #expect(refused?.problem == .notExpected)
            transport.set(.submit, nil)
            let tokens = try await runner.flow.tokens()
            #expect(tokens.idToken?.preferredUsername == "ada@example.com")
            #expect(transport.gate.value.arrived.filter { $0.purpose == .submit }.count == 1)
        }

        @Test("An answer that does not fit is refused, with the field that is wrong")
        func refused() async throws {
            let runner = try await ScenarioRunner(Script("P1"))
            let form = try #require(runner.flow.state.prompt?.remediation(named: .identify))
            let wrong = await error {
                try await runner.flow.submit(form.answer(["identifier": "ada", "nickname": "a"]))
            }
            guard case .input(.unknownField, "nickname", _) = wrong else {
                Issue.record("unexpected: \(String(describing: wrong))")
                return
            }
            #expect(await error { try await runner.flow.proceed(.skip) }?.problem == .notOffered)
            try await runner.runScenario(Script("P1"))
        }

        @Test("What comes back from a browser with another flow's state is refused")
        func forged() async throws {
            let runner = try await ScenarioRunner(Script("P14"))
            try await runner.take(["press", "redirect-idp"])
            let state = runner.flow.state
            let url = runner.sim.org.redirectUri + "?interaction_code=x&state=forged"
            let forged = await error { try await runner.flow.handleRedirect(#require(URL(string: url))) }
            #expect(forged?.problem == .forgedState)
            #expect(runner.log.events.last == .redirectReceived(accepted: false))
            #expect(runner.flow.state == state)
        }

        @Test("Who comes back without anything sees the prompt again")
        func canceledRedirect() async throws {
            let runner = try await ScenarioRunner(Script("P14"))
            let state = runner.flow.state
            try await runner.take(["press", "redirect-idp"])
            #expect(runner.flow.state.address != nil)
            try await runner.flow.cancelRedirect()
            #expect(runner.flow.state == state)
        }
    }
}
