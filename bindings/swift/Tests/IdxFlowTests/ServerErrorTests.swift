import Foundation
import IdxFlow
import Testing

extension AllTests {
    /// The scenarios S1, S2 and S4.
    @Suite("Rejected, rate-limited and lost answers")
    struct ServerErrorTests {
        @Test("S1: An answer that is rejected with messages only shows the same form with the messages")
        func errorOnly() async throws {
            let runner = try await ScenarioRunner(#"{"policy": {"error_only_replies": true}}"#)
            try await runner.run(["identify", "ada@example.com", "Wrong-Horse-1"])
            let prompt = try runner.flow.shownPrompt
            #expect(prompt.remediation(named: .identify) != nil && prompt.notice == nil)
            #expect(prompt.allMessages.map(\.key) == ["errors.E0000004"])
            #expect(runner.log.requests.map(\.purpose) == [.interact, .introspect, .submit, .introspect])
            try await runner.run(["identify", "ada@example.com", "Correct-Horse-1"])
            #expect(runner.flow.state.tokens != nil)
        }

        @Test("S1: A message that ends the transaction fails the flow")
        func terminalMessage() async throws {
            let runner = try await ScenarioRunner(#"{"policy": {"error_only_replies": true}}"#)
            try await runner.simulator.inject("session_expired", path: "/idx/identify")
            try await runner.run(["identify", "ada@example.com", "Correct-Horse-1"])
            #expect(runner.flow.state.failure?.kind == .expired)
        }

        @Test("S2: After too many codes the prompt stays, and only its form must wait")
        func limitedCodes() async throws {
            let runner = try await runnerWithLimitedCodes()
            let prompt = try runner.flow.shownPrompt
            let form = try #require(prompt.remediation(named: .challengeAuthenticator))
            guard case .rateLimited(form.id, let retryAt) = prompt.notice else { throw IdxError.closed }
            let seconds = retryAt.timeIntervalSince(runner.clock.now())
            #expect((300...302).contains(seconds), "the server rounds to seconds")
            #expect(prompt.messages.map(\.key) == ["tooManyRequests"])

            let requestCount = runner.log.requests.count
            let error = await idxError { try await runner.flow.enterPasscode("000000", on: prompt) }
            guard case .answer(.rateLimited, form.id, seconds, [], _) = error else {
                Issue.record("unexpected error: \(String(describing: error))")
                return
            }
            #expect(runner.log.requests.count == requestCount, "nothing is sent")

            try await runner.simulator.advanceClock(by: seconds)
            runner.clock.advance(by: seconds)
            try await runner.run(["enter_passcode_from", "ada@example.com"])
            #expect(runner.flow.state.tokens != nil)
        }

        @Test("S2: After too many messages, the code that was received can be used at once")
        func limitedMessages() async throws {
            let limit = #"{"count": 1, "window_s": 300, "interval_s": 0}"#
            let runner = try await ScenarioRunner(
                #"{"policy": {"challenge": ["email"], "resend_limit": \#(limit)}}"#)
            try await runner.run(["identify", "ada@example.com", "Correct-Horse-1"])
            for _ in 0..<2 { try await runner.run(["proceed", "resend"]) }
            let resend = try #require(runner.flow.shownPrompt.remediation(named: .resend))
            guard case .rateLimited(resend.id, _) = try runner.flow.shownPrompt.notice else {
                Issue.record("not limited: \(runner.flow.state)")
                return
            }
            try await runner.run(["enter_passcode_from", "ada@example.com"])
            #expect(runner.flow.state.tokens != nil)
        }

        @Test("S2: After too many codes the user can cancel at once")
        func cancelLimited() async throws {
            let runner = try await runnerWithLimitedCodes()
            try await runner.run(["proceed", "cancel"])
            #expect(try runner.flow.shownPrompt.remediation(named: .identify) != nil)
        }

        @Test(
            "S4: An answer that is lost again and again is never sent twice, and each loss is shown",
            arguments: [("bad_gateway", 502), ("request_lost", nil)] as [(String, Int32?)])
        func lostAnswers(fault: String, status: Int32?) async throws {
            let transport = GatedTransport()
            let runner = try await ScenarioRunner(Scenario("P1"), transport: transport)
            try await runner.simulator.inject(fault, path: "/idx/identify", times: 3)
            var waits: [TimeInterval] = []
            for attempt: Int32 in 1...3 {
                let count = runner.log.states.count
                let prompt = try runner.flow.shownPrompt
                try await runner.flow.identify("ada@example.com", password: "Correct-Horse-1", on: prompt)
                if attempt > 1 {
                    // after the second loss in a row, the flow waits before it asks for the current step
                    let seconds = try await runner.clock.pendingRetry(of: runner.flow)
                    let retry = try #require(runner.flow.state.retry)
                    guard case .retrying(_, status) = retry.reason else { throw IdxError.closed }
                    #expect((retry.error == nil) == (status != nil), "a response came, or an error")
                    waits.append(seconds)
                    runner.clock.advance(by: seconds)
                }
                try await runner.log.settledState(after: count)
                #expect(try runner.flow.shownPrompt.notice == .answerMayBeLost(attempts: attempt))
                #expect(runner.log.requests.filter { $0.purpose == .submit }.count == Int(attempt))
            }
            #expect(waits == [1, 2])
            try await runner.run(["identify", "ada@example.com", "Correct-Horse-1"])
            #expect(runner.flow.state.tokens != nil)
            let submissions = transport.gate.value.requests.filter { $0.purpose == .submit }
            #expect(submissions.count == 4 && Set(submissions.map(\.id)).count == 4)
        }

        @Test("S4: If the server has processed a lost answer, the flow continues without a notice")
        func lostReply() async throws {
            let runner = try await ScenarioRunner(Scenario("P5"))
            try await runner.simulator.inject("reply_lost", path: "/idx/identify")
            try await runner.run(["identify", "ada@example.com", "Correct-Horse-1"])
            let prompt = try runner.flow.shownPrompt
            #expect(prompt.remediation(named: .challengeAuthenticator) != nil && prompt.notice == nil)
        }

        @Test("Events and failures contain the request ID of Okta's support")
        func requestIds() async throws {
            let runner = try await ScenarioRunner(Scenario("P1"))
            try await runner.simulator.inject("session_expired", path: "/idx/identify")
            try await runner.run(["identify", "ada@example.com", "Correct-Horse-1"])
            let ids = runner.log.events.compactMap { event in
                if case .responseReceived(_, _, let id?) = event { id } else { nil }
            }
            #expect(ids.count == runner.log.requests.count && Set(ids).count == ids.count)
            #expect(runner.flow.state.failure?.oktaRequestId == ids.last)
        }
    }
}

/// Returns a flow whose form for the emailed code is rate-limited after two wrong codes.
private func runnerWithLimitedCodes() async throws -> ScenarioRunner {
    let runner = try await ScenarioRunner(
        #"{"policy": {"challenge": ["email"], "code_limit": {"attempts": 1, "reset_s": 300}}}"#)
    try await runner.run(["identify", "ada@example.com", "Correct-Horse-1"])
    for _ in 0..<2 { try await runner.run(["enter_passcode", "000000"]) }
    return runner
}
