import Foundation
import IdxFlow
import Testing

/// Somebody who does what a script says, in an org of their own, by the platform's HTTP client.
final class ScenarioRunner {
    let sim: Sim
    let clock = ManualClock()
    let transport: any IdxTransport
    /// Whether the process dies after every step, and another goes on.
    let dies: Bool
    private(set) var log = Log()
    private(set) var flow: IdxFlow
    private var transcript = Transcript()

    /// Before the first step: the first prompt is on the screen.
    init(_ script: Script, dies: Bool = false, transport: any IdxTransport = URLSessionTransport()) async throws {
        self.dies = dies
        self.transport = transport
        sim = try Sim(setup: script.setup)
        flow = try await IdxFlow.start(sim.config, transport: transport, clock: clock, observer: log.observer)
        try await log.settled()
        try await liveOrDie()
    }

    /// What happened so far.
    var story: String {
        var transcript = transcript
        for event in log.events { transcript.note(event) }
        return transcript.text
    }

    /// Every step, up to where the flow waits for somebody again, or has ended.
    func runScenario(_ script: Script) async throws {
        for step in script.steps { try await take(step) }
    }

    /// One step.
    func take(_ step: [String]) async throws {
        let texts = Array(step.dropFirst())
        switch step[0] {
        case "wait": try await wait()
        case "wait_for_message": try await wait { $0.prompt?.allMessages.contains { $0.key == texts[0] } ?? false }
        case "finish": try await wait { $0.isFinal }
        case "new_flow": try await beginAnew()
        case "open_redirect": try await visit()
        case "scan", "open_on_phone", "open_setup_link", "approve", "reject", "choose_number":
            try await usePhone(step[0], texts)
        default: try await answer(step[0], texts)
        }
    }

    private func answer(_ verb: String, _ texts: [String]) async throws {
        switch verb {
        case "identify": try await flow.identify(texts[0], password: texts.dropFirst().first.map { Secret($0) })
        case "enter_passcode": try await flow.enterPasscode(Secret(texts[0]))
        case "enter_passcode_from": try await flow.enterPasscode(Secret(#require(try await sim.code(to: texts[0]))))
        case "select_authenticator": try await flow.selectAuthenticator(AuthenticatorKey(texts[0]))
        case "select_channel": try await flow.selectChannel(Channel(texts[0]))
        case "proceed": try await flow.proceed(RemediationName(rawValue: texts[0]))
        case "fill":
            let form = try #require(flow.state.prompt?.remediation(texts[0]))
            let pairs = stride(from: 1, to: texts.count, by: 2).map { (texts[$0], Value.text(texts[$0 + 1])) }
            try await flow.submit(form.answer(Dictionary(uniqueKeysWithValues: pairs)))
        default: Issue.record("no such step: \(verb)")
        }
        try await log.settled()
        try await liveOrDie()
    }

    /// One poll.
    private func wait() async throws {
        let shown = log.shown.count
        let seconds = try await clock.pendingSleep()
        try await sim.advance(by: seconds)
        clock.advance(by: seconds)
        try await log.settled(after: shown)
        try await liveOrDie()
    }

    private func wait(until isSo: (IdxState) -> Bool) async throws {
        for _ in 0..<20 where !isSo(flow.state) { try await wait() }
        try #require(isSo(flow.state), "it never came: \(story)")
    }

    private func visit() async throws {
        let address = try #require(flow.state.address)
        let location = try #require(try await sim.location(of: address))
        try await flow.handleRedirect(#require(URL(string: location)))
        try await log.settled()
        try await liveOrDie()
    }

    private func beginAnew() async throws {
        await flow.close()
        remember()
        transcript.say("new flow")
        flow = try await IdxFlow.start(sim.config, transport: transport, clock: clock, observer: log.observer)
        try await log.settled()
        try await liveOrDie()
    }
}

// MARK: - The phone

extension ScenarioRunner {
    private func usePhone(_ verb: String, _ texts: [String]) async throws {
        switch verb {
        case "scan":
            let picture = try #require(flow.state.qr).png.data
            try await sim.control("/phone/scan", text: picture.base64EncodedString())
        case "open_on_phone": try await sim.control("/phone/open", ["to": texts[0]])
        case "open_setup_link":
            let link = try #require(flow.state.prompt?.contextualData?.sameDevice?.setupUrl)
            try await sim.control("/phone/open", ["link": link.text])
        case "choose_number":
            try await wait { $0.prompt?.contextualData?.correctAnswer != nil }
            let number = try #require(flow.state.prompt?.contextualData?.correctAnswer)
            try await sim.control("/phone/number", ["number": number.expose()])
        default: try await sim.control("/phone/\(verb)", text: "")
        }
    }
}

// MARK: - The process

extension ScenarioRunner {
    private func liveOrDie() async throws {
        if dies { try await die() }
    }

    /// The flow is saved, closed, and restored by somebody who knows nothing else.
    func die() async throws {
        let saved = try await flow.save()
        await flow.close()
        remember()
        flow = try await IdxFlow.restore(saved, transport: transport, clock: clock, observer: log.observer)
    }

    /// Lets go of the flow without closing it, for another one that does nothing.
    func replaceFlow() async throws {
        flow = try await IdxFlow.start(anywhere, transport: SilentTransport())
    }

    /// Takes what was logged into the transcript, for a new log to begin.
    private func remember() {
        for event in log.events { transcript.note(event) }
        log = Log()
    }
}
