import Foundation
import IdxFlow
import Testing

extension AllTests {
    @Suite("Answers")
    struct AnswerTests {
        @Test("An answer cancels the poll in flight and is sent immediately")
        func supersedesPoll() async throws {
            let transport = GatedTransport()
            let runner = try await runnerAtQrCode(transport)
            transport.set(.poll, .held)
            try await runner.advanceToNextPoll()
            let poll = try await runner.log.request(.poll)

            try await runner.run(["select_channel", "email"])
            #expect(runner.flow.state.prompt?.remediation(named: .enrollmentChannelData) != nil)
            let canceledIds = try await transport.gate.first { $0.canceledIds.isEmpty ? nil : $0.canceledIds }
            #expect(canceledIds == [poll.id])
        }

        @Test("The late response of a superseded poll is ignored")
        func lateResponse() async throws {
            let transport = GatedTransport()
            let runner = try await runnerAtQrCode(transport)
            transport.set(.poll, .delayed)
            try await runner.advanceToNextPoll()
            let poll = try await runner.log.request(.poll)
            try await runner.run(["select_channel", "email"])
            let (state, snapshot) = (runner.flow.state, try await runner.flow.save())

            transport.set(.poll, nil)
            #expect(try await transport.gate.first { $0.delayedIds.first } == poll.id)
            // the response still has to reach the actor; a later call is queued behind it
            for _ in 0..<100 { await Task.yield() }
            #expect(try await runner.flow.save() == snapshot)
            #expect(runner.flow.state == state)
            let isReceived = runner.log.events.contains { event in
                if case .responseReceived(let request, _, _) = event { request.id == poll.id } else { false }
            }
            #expect(!isReceived)
        }

        @Test("An answer to a remediation of an earlier prompt is rejected, and the flow continues")
        func earlierRemediation() async throws {
            let runner = try await ScenarioRunner(Scenario("E1"))
            let prompt = try runner.flow.shownPrompt
            let form = try #require(prompt.remediation(named: .identify))
            let answer = prompt.answer(
                form, ["identifier": "ada@example.com", "credentials.passcode": "Correct-Horse-1"])
            try await runner.flow.submit(answer)
            try await runner.log.settledState()
            let state = runner.flow.state

            let error = await idxError { try await runner.flow.submit(answer) }
            #expect(error?.answerProblem == .stalePrompt)
            #expect(runner.flow.state == state)
            for step in [["select_authenticator", "okta_verify"], ["scan"], ["finish"]] { try await runner.run(step) }
        }

        @Test("An answer bound to a prompt is rejected on another prompt with the same remediation")
        func stalePrompt() async throws {
            let runner = try await ScenarioRunner(Scenario("P3"))
            let prompt = try #require(runner.flow.state.prompt)
            let form = try #require(prompt.remediation(named: .identify))
            let values: [String: Value] = ["identifier": "ada@example.com", "credentials.passcode": "Correct-Horse-1"]
            let answer = prompt.answer(form, values)
            try await runner.run(["identify", "ada@example.com", "Wrong-Horse-1"])
            #expect(runner.flow.state.prompt?.remediation(named: .identify) != nil)

            let requestCount = runner.log.requests.count
            let error = await idxError { try await runner.flow.submit(answer) }
            #expect(error?.answerProblem == .stalePrompt)
            // equal to the error of the engine, also in its text
            let helperError = await idxError {
                try await runner.flow.identify("ada@example.com", password: "Correct-Horse-1", on: prompt)
            }
            #expect(helperError == error)
            #expect(runner.log.requests.count == requestCount, "nothing is sent")
            try await runner.run(["identify", "ada@example.com", "Correct-Horse-1"])
            #expect(runner.flow.state.isFinal)
        }

        @Test("A code for a prompt that a poll has replaced is rejected, and not sent as the password")
        func promptReplacedByPoll() async throws {
            let password = try Workspace.text("tests/fixtures/challenge/password.json")
            let transport = try fixtureTransport("challenge/email-magic-link.json") { request in
                request.purpose == .poll ? password : nil
            }
            let (clock, log) = (ManualClock(), EventLog())
            let flow = try await IdxFlow.start(
                exampleConfig, transport: transport, clock: clock, observer: log.observer)
            let emailPrompt = try #require(try await log.settledState().prompt)
            #expect(emailPrompt.currentAuthenticator?.key == .oktaEmail)
            clock.advance(by: try await clock.pendingSleep())
            try await log.settledState(after: 1)
            #expect(try flow.shownPrompt.currentAuthenticator?.key == .oktaPassword)

            let error = await idxError { try await flow.enterPasscode("123456", on: emailPrompt) }
            #expect(error?.answerProblem == .stalePrompt)
            // the new prompt does not offer this at all
            #expect(await idxError { try await flow.proceed(.resend, on: emailPrompt) } == error)
            #expect(!transport.requests.value.contains { $0.purpose == .submit })
        }

        @Test("An answer in flight is sent once, and no other answer is accepted")
        func inFlight() async throws {
            let transport = GatedTransport()
            let runner = try await ScenarioRunner(Scenario("P1"), transport: transport)
            transport.set(.submit, .held)
            let prompt = try runner.flow.shownPrompt
            try await runner.flow.identify("ada@example.com", password: "Correct-Horse-1", on: prompt)
            #expect(runner.flow.state == .working(prompt: prompt, retry: nil))

            let error = await idxError { try await runner.flow.identify("bob@example.com", on: prompt) }
            #expect(error?.answerProblem == .notExpected)
            transport.set(.submit, nil)
            let tokens = try await runner.flow.tokens()
            #expect(tokens.idToken?.preferredUsername == "ada@example.com")
            #expect(transport.gate.value.requests.filter { $0.purpose == .submit }.count == 1)
        }

        @Test("An answer that does not fit the form is rejected with the path of the field")
        func invalidAnswer() async throws {
            let runner = try await ScenarioRunner(Scenario("P1"))
            let prompt = try runner.flow.shownPrompt
            let form = try #require(prompt.remediation(named: .identify))
            let values: [String: Value] = ["identifier": "ada", "credentials.passcode": "x", "nickname": "a"]
            let answer = prompt.answer(form, values)
            let error = await idxError { try await runner.flow.submit(answer) }
            guard case .answer(.unknownField, "nickname", nil, [], _) = error else {
                Issue.record("unexpected error: \(String(describing: error))")
                return
            }
            #expect(await idxError { try await runner.flow.proceed(.skip, on: prompt) }?.answerProblem == .notOffered)
            try await runner.run(Scenario("P1"))
        }
    }
}
