import Foundation
import IdxFlow
import Testing

extension AllTests {
    @Suite("Redirects")
    struct RedirectTests {
        @Test("A redirect with the state of another flow is rejected")
        func stateMismatch() async throws {
            let runner = try await ScenarioRunner(Scenario("P14"))
            try await runner.run(["proceed", "redirect-idp"])
            let state = runner.flow.state
            let url = runner.simulator.org.redirectUri + "?interaction_code=x&state=forged"
            let error = await idxError { try await runner.flow.handleRedirect(#require(URL(string: url))) }
            #expect(error?.redirectProblem == .stateMismatch)
            #expect(runner.log.events.last == .redirectReceived(accepted: false))
            #expect(runner.flow.state == state)
        }

        @Test("A canceled redirect returns to the prompt that offered it")
        func canceledRedirect() async throws {
            let runner = try await ScenarioRunner(Scenario("P14"))
            let state = runner.flow.state
            try await runner.run(["proceed", "redirect-idp"])
            #expect(runner.flow.state.redirectUrl != nil)
            try await runner.flow.cancelRedirect()
            #expect(runner.flow.state == state)
            #expect(runner.log.events.suffix(2) == [.redirectCanceled, .stateChanged(state)])
        }

        @Test("S6: The link of an email returns to the app's redirect URI for emails")
        func emailCallback() async throws {
            let (flow, simulator) = try await flowAtMagicLink(emailRedirectUri: emailRedirect)
            let url = try #require(try await simulator.openMagicLink(sentTo: "ada@example.com"))
            #expect(url.absoluteString.hasPrefix(emailRedirect + "?"))
            try await flow.handleRedirect(url)
            #expect(try await flow.tokens().idToken?.preferredUsername == "ada@example.com")
        }

        @Test("S6: Without a configured redirect URI for emails, the link is rejected, and the flow continues")
        func unknownEmailCallback() async throws {
            let (flow, simulator) = try await flowAtMagicLink(emailRedirectUri: nil)
            let state = flow.state
            let url = try #require(try await simulator.openMagicLink(sentTo: "ada@example.com"))
            #expect(await idxError { try await flow.handleRedirect(url) }?.redirectProblem == .uriMismatch)
            #expect(flow.state == state)
        }

        @Test("S6: The link of a sign-in on another device is rejected with the code to show to the user")
        func linkOfAnotherDevice() async throws {
            let (_, simulator) = try await flowAtMagicLink(emailRedirectUri: emailRedirect)
            let log = EventLog()
            let other = try await IdxFlow.start(
                config(simulator, emailRedirect), transport: URLSessionTransport(), observer: log.observer)
            try await log.settledState()
            let code = try #require(try await simulator.code(sentTo: "ada@example.com"))
            let url = try #require(try await simulator.openMagicLink(sentTo: "ada@example.com"))
            guard
                case .redirect(.stateMismatch, let otp, _) = await idxError(of: { try await other.handleRedirect(url) })
            else {
                Issue.record("not rejected: \(other.state)")
                return
            }
            #expect(otp?.expose() == code)
        }
    }
}

private let emailRedirect = "https://app.example.com/magiclink/callback"

private func config(_ simulator: Simulator, _ emailRedirectUri: String?) -> FlowConfig {
    let org = simulator.org
    return FlowConfig(
        issuer: org.issuer, clientId: org.clientId, redirectUri: org.redirectUri, emailRedirectUri: emailRedirectUri)
}

/// Returns a flow that waits for the code or the link of an email.
private func flowAtMagicLink(emailRedirectUri: String?) async throws -> (IdxFlow, Simulator) {
    let setup = #"{"email_callback_uri": "\#(emailRedirect)", "policy": {"challenge": ["email"], "magic_link": true}}"#
    let (simulator, log) = (try Simulator(setup: Data(setup.utf8)), EventLog())
    let flow = try await IdxFlow.start(
        config(simulator, emailRedirectUri), transport: URLSessionTransport(), clock: ManualClock(),
        observer: log.observer)
    try await log.settledState()
    let count = log.states.count
    try await flow.identify("ada@example.com", password: "Correct-Horse-1", on: flow.shownPrompt)
    try await log.settledState(after: count)
    return (flow, simulator)
}
