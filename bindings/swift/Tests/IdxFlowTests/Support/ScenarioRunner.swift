import Foundation
import IdxFlow
import Testing

/// Runs the steps of a scenario against a simulator of its own, over HTTP.
final class ScenarioRunner {
    let simulator: Simulator
    let clock = ManualClock()
    let transport: any IdxTransport
    /// Whether the flow is saved and restored after every step.
    let restartsAfterEachStep: Bool
    private(set) var log = EventLog()
    private(set) var flow: IdxFlow
    private var transcript = Transcript()

    /// Starts the simulator and the flow, and waits for the first prompt.
    convenience init(
        _ scenario: Scenario, restartsAfterEachStep: Bool = false,
        transport: any IdxTransport = URLSessionTransport()
    ) async throws {
        try await self.init(
            setup: scenario.setup, restartsAfterEachStep: restartsAfterEachStep, transport: transport)
    }

    /// Starts a simulator with this setup (JSON) and the flow, and waits for the first prompt.
    convenience init(_ setup: String, transport: any IdxTransport = URLSessionTransport()) async throws {
        try await self.init(setup: Data(setup.utf8), restartsAfterEachStep: false, transport: transport)
    }

    private init(setup: Data, restartsAfterEachStep: Bool, transport: any IdxTransport) async throws {
        self.restartsAfterEachStep = restartsAfterEachStep
        self.transport = transport
        simulator = try Simulator(setup: setup)
        flow = try await IdxFlow.start(simulator.config, transport: transport, clock: clock, observer: log.observer)
        try await log.settledState()
        try await completeStep()
    }

    /// The transcript of all flows so far.
    var transcriptText: String {
        var transcript = transcript
        for event in log.events { transcript.append(event) }
        return transcript.text
    }

    /// Runs all steps.
    func run(_ scenario: Scenario) async throws {
        for step in scenario.steps { try await run(step) }
    }

    /// Runs a step, and waits until the flow is idle or has ended.
    func run(_ step: [String]) async throws {
        let arguments = Array(step.dropFirst())
        switch step[0] {
        case "wait": try await poll()
        case "wait_for_message":
            try await poll { $0.prompt?.allMessages.contains { $0.key == arguments[0] } ?? false }
        case "finish": try await poll { $0.isFinal }
        case "new_flow": try await startNewFlow()
        case "open_redirect": try await openRedirect()
        case "open_magic_link": try await receive(simulator.openMagicLink(sentTo: arguments[0]))
        case "fault": try await simulator.inject(arguments[0])
        case "scan", "open_on_phone", "open_setup_link", "approve", "reject", "choose_number":
            try await usePhone(step[0], arguments)
        default: try await submit(step[0], arguments)
        }
    }

    private func submit(_ verb: String, _ arguments: [String]) async throws {
        let prompt = try flow.shownPrompt
        switch verb {
        case "identify":
            let password = arguments.dropFirst().first.map { Secret($0) }
            try await flow.identify(arguments[0], password: password, on: prompt)
        case "enter_passcode": try await flow.enterPasscode(Secret(arguments[0]), on: prompt)
        case "enter_passcode_from":
            let code = try #require(try await simulator.code(sentTo: arguments[0]))
            try await flow.enterPasscode(Secret(code), on: prompt)
        case "select_authenticator":
            try await flow.selectAuthenticator(AuthenticatorKey(rawValue: arguments[0]), on: prompt)
        case "select_channel": try await flow.selectChannel(Channel(rawValue: arguments[0]), on: prompt)
        case "proceed": try await flow.proceed(RemediationName(rawValue: arguments[0]), on: prompt)
        case "fill":
            let form = try #require(prompt.remediation(arguments[0]))
            let values = stride(from: 1, to: arguments.count, by: 2).map {
                (arguments[$0], Value.text(arguments[$0 + 1]))
            }
            try await flow.submit(prompt.answer(form, Dictionary(uniqueKeysWithValues: values)))
        default: Issue.record("unknown step: \(verb)")
        }
        try await settle()
        try await completeStep()
    }

    /// Advances the clocks to the next poll, and waits for its result.
    private func poll() async throws {
        let count = log.states.count
        try await advanceToNextPoll()
        try await settle(after: count)
        try await completeStep()
    }

    private func poll(until isReached: (IdxState) -> Bool) async throws {
        for _ in 0..<20 where !isReached(flow.state) { try await poll() }
        try #require(isReached(flow.state), "the expected state was not reached: \(transcriptText)")
    }

    /// Advances the clocks to the next poll, without waiting for its result.
    func advanceToNextPoll() async throws {
        let seconds = try await clock.pendingSleep()
        try await simulator.advanceClock(by: seconds)
        clock.advance(by: seconds)
    }

    private func openRedirect() async throws {
        let url = try #require(flow.state.redirectUrl)
        let location = try #require(try await simulator.redirectLocation(of: url))
        try await receive(URL(string: location))
    }

    private func receive(_ url: URL?) async throws {
        try await flow.handleRedirect(#require(url))
        try await settle()
        try await completeStep()
    }

    /// Waits until nothing is in flight, after more than `count` states. A wait before a retry elapses by
    /// itself.
    private func settle(after count: Int = 0) async throws {
        let retries = Task { [flow, clock, simulator] in
            for await state in flow.states where (state.retry?.retryIn ?? 0) > 0 {
                let seconds = try await clock.pendingSleep()
                try await simulator.advanceClock(by: seconds)
                clock.advance(by: seconds)
            }
        }
        defer { retries.cancel() }
        try await log.settledState(after: count)
    }

    private func startNewFlow() async throws {
        await flow.close()
        archiveLog()
        transcript.append("new flow")
        flow = try await IdxFlow.start(simulator.config, transport: transport, clock: clock, observer: log.observer)
        try await log.settledState()
        try await completeStep()
    }
}

// MARK: - The phone

extension ScenarioRunner {
    private func usePhone(_ verb: String, _ arguments: [String]) async throws {
        switch verb {
        case "scan":
            let image = try #require(flow.state.qr).png.data
            try await simulator.control("/phone/scan", text: image.base64EncodedString())
        case "open_on_phone": try await simulator.control("/phone/open", ["to": arguments[0]])
        case "open_setup_link":
            let link = try #require(flow.state.prompt?.contextualData?.sameDevice?.setupUrl)
            try await simulator.control("/phone/open", ["link": link.absoluteString])
        case "choose_number":
            try await poll { $0.prompt?.contextualData?.correctAnswer != nil }
            let number = try #require(flow.state.prompt?.contextualData?.correctAnswer)
            try await simulator.control("/phone/number", ["number": number.expose()])
        default: try await simulator.control("/phone/\(verb)", text: "")
        }
    }
}

// MARK: - Process death

extension ScenarioRunner {
    private func completeStep() async throws {
        if restartsAfterEachStep { try await restart() }
    }

    /// Saves and closes the flow, and restores it from the snapshot alone.
    func restart() async throws {
        let snapshot = try await flow.save()
        await flow.close()
        archiveLog()
        flow = try await IdxFlow.restore(snapshot, transport: transport, clock: clock, observer: log.observer)
    }

    /// Releases the flow without closing it. An unrelated flow takes its place.
    func releaseFlow() async throws {
        flow = try await IdxFlow.start(exampleConfig, transport: UnresponsiveTransport())
    }

    /// Moves the logged events to the transcript, and starts a new log.
    private func archiveLog() {
        for event in log.events { transcript.append(event) }
        log = EventLog()
    }
}
