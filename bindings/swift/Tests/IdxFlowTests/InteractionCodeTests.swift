import Foundation
import IdxFlow
import Testing

extension AllTests {
    @Suite("The end of a flow")
    struct InteractionCodeTests {
        @Test("A flow with stopAtCode ends with an interaction code, which is exchanged for tokens once")
        func deferredExchange() async throws {
            let simulator = try Simulator()
            let config = simulator.configStoppingAtCode
            let (flow, log) = try await signedInFlow(config)
            let code = try await flow.interactionCode()
            #expect(flow.state == .doneWithCode(code))
            #expect(!log.requests.contains { $0.purpose == .exchange })
            #expect(await idxError { _ = try await flow.tokens() }?.configProblem == .other)

            let tokens = try await IdxFlow.exchange(code, config: config, transport: URLSessionTransport())
            #expect(tokens.idToken?.preferredUsername == "ada@example.com")
            let error = await idxError {
                _ = try await IdxFlow.exchange(code, config: config, transport: URLSessionTransport())
            }
            guard case .failed(let failure) = error else {
                Issue.record("unexpected error: \(String(describing: error))")
                return
            }
            #expect(failure.kind == .tokenRejected && failure.oktaRequestId != nil)
            #expect(failure.detail == .oAuthError(error: failure.code ?? "", description: failure.detail.description))
        }

        @Test("interactionCode() throws if the flow ends with tokens")
        func withTokens() async throws {
            let simulator = try Simulator()
            let (flow, _) = try await signedInFlow(simulator.config)
            #expect(await idxError { _ = try await flow.interactionCode() }?.configProblem == .other)
        }

        @Test("After the end, the URL of a browser session signs a browser in")
        func browserSessionUrl() async throws {
            let simulator = try Simulator()
            // the simulator ends the transaction when the code is exchanged
            let (flow, _) = try await signedInFlow(simulator.configStoppingAtCode)
            let url = try #require(try await flow.browserSessionUrl())
            #expect(!"\(url)".contains("stateToken"))
            let location = try await simulator.redirectLocation(of: RedactedUrl(url.expose()))
            #expect(location == simulator.org.issuer + "/app/UserHome")
        }

        @Test("The last response and the URL of a browser session are not in a snapshot")
        func afterRestore() async throws {
            let simulator = try Simulator()
            let log = EventLog()
            let flow = try await IdxFlow.start(
                simulator.config, transport: URLSessionTransport(), observer: log.observer)
            try await log.settledState()
            #expect(try await flow.browserSessionUrl() == nil)
            try await flow.identify("ada@example.com", password: "Correct-Horse-1", on: flow.shownPrompt)
            _ = try await flow.tokens()
            #expect(try await flow.browserSessionUrl() != nil)
            #expect(try await flow.responseJson() != nil)

            let restored = try await IdxFlow.restore(flow.save(), transport: UnresponsiveTransport())
            #expect(try await restored.browserSessionUrl() == nil)
            #expect(try await restored.responseJson() == nil)
        }
    }
}

private func signedInFlow(_ config: FlowConfig) async throws -> (IdxFlow, EventLog) {
    let log = EventLog()
    let flow = try await IdxFlow.start(config, transport: URLSessionTransport(), observer: log.observer)
    try await log.settledState()
    try await flow.identify("ada@example.com", password: "Correct-Horse-1", on: flow.shownPrompt)
    for await state in flow.states where state.isFinal { break }
    return (flow, log)
}

extension Simulator {
    fileprivate var configStoppingAtCode: FlowConfig {
        FlowConfig(issuer: org.issuer, clientId: org.clientId, redirectUri: org.redirectUri, stopAtCode: true)
    }
}

extension FailureDetail {
    fileprivate var description: String? {
        if case .oAuthError(_, let description) = self { description } else { nil }
    }
}
