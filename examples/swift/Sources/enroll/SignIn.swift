import Foundation
import IdxFlow

/// Runs a flow from the start, or from a saved state, to the end.
@MainActor
struct SignIn {
    let org: Org
    let file: StateFile?
    let maxPolls: Int?
    let input: any UserInput
    var clock: any IdxClock = SystemClock()
    /// The time between two ticks for the user input, or `nil` for no ticks.
    var tickInterval: Duration? = .milliseconds(200)

    private enum Event: Sendable {
        case flow(IdxEvent)
        case tick
    }

    /// - Throws: ``ExitError`` or `IdxError` if the flow ends without tokens.
    func run() async throws -> Tokens {
        let (events, continuation) = AsyncStream.makeStream(of: Event.self)
        let flow = try await makeFlow { continuation.yield(.flow($0)) }
        let ticker = tickInterval.map { interval in
            Task {
                while (try? await Task.sleep(for: interval)) != nil { continuation.yield(.tick) }
            }
        }
        defer { ticker?.cancel() }
        let tokens = try await process(events, of: flow)
        await flow.close()
        return tokens
    }

    private func makeFlow(_ observer: @escaping IdxObserver) async throws -> IdxFlow {
        guard let file, let snapshot = try file.load() else {
            return try await IdxFlow.start(org.config, clock: clock, observer: observer)
        }
        do {
            let flow = try await IdxFlow.restore(snapshot, clock: clock, observer: observer)
            input.showStatus("Continuing from \(file.path).")
            return flow
        } catch IdxError.restore(_, let text) {
            throw ExitError.failed("\(file.path) cannot be restored: \(text). Delete it to start again.")
        }
    }

    private func process(_ events: AsyncStream<Event>, of flow: IdxFlow) async throws -> Tokens {
        var polls = 0
        var enrollment = Enrollment()
        for await event in events {
            var reply: Reply?
            // the state that the user replies to
            var shownState = flow.state
            switch event {
            case .tick: reply = try input.tick(shownState, expiresIn: try await flow.expiresIn())
            case .flow(.stateChanged(.done(let tokens))):
                file?.delete()
                if let name = enrollment.completed(.done(tokens)) { input.showEnrollment(name) }
                return tokens
            case .flow(.stateChanged(.failed(let failure))):
                file?.delete()
                throw IdxError.failed(failure)
            case .flow(.stateChanged(let state)):
                try await save(flow)
                if let name = enrollment.completed(state) { input.showEnrollment(name) }
                if let maxPolls, polls >= maxPolls { throw ExitError.stopped(polls: polls) }
                shownState = state
                reply = try input.show(state)
            case .flow(let event):
                try await save(flow)
                if case .responseReceived(let request, _, _) = event, request.purpose == .poll { polls += 1 }
                try input.handle(event)
            }
            if let reply, let prompt = shownState.prompt { try await perform(reply, on: prompt, in: flow) }
        }
        throw IdxError.closed
    }

    private func save(_ flow: IdxFlow) async throws {
        if let file { try file.save(await flow.save()) }
    }

    private func perform(_ reply: Reply, on prompt: Prompt, in flow: IdxFlow) async throws {
        do {
            switch reply {
            case .identify(let login, let password): try await flow.identify(login, password: password, on: prompt)
            case .enterPasscode(let code): try await flow.enterPasscode(code, on: prompt)
            case .selectAuthenticator(let key): try await flow.selectAuthenticator(key, on: prompt)
            case .selectChannel(let channel): try await flow.selectChannel(channel, on: prompt)
            case .submit(let answer): try await flow.submit(answer)
            case .proceed(let name): try await flow.proceed(name, on: prompt)
            case .scan(let qr):
                await usePhone("scanned the QR code", "scan the QR code") { phone in try await phone.scan(qr) }
            case .openLink: await usePhone("opened the link", "open the link") { phone in try await phone.openLink() }
            }
        } catch IdxError.answer(.stalePrompt, _, _, _, _) {
            // a poll has brought another prompt, which is the next event
        } catch IdxError.answer(let problem, let field, let retryAfter, _, _) {
            let text = Labels.inputError(problem, field: field, retryAfter: retryAfter, in: prompt)
            if let reply = try input.retry(flow.state, errorText: text) {
                try await perform(reply, on: prompt, in: flow)
            }
        }
    }

    private func usePhone(_ done: String, _ action: String, _ use: (Phone) async throws -> Void) async {
        do {
            try await use(Phone(controlUrl: org.controlUrl))
            input.showStatus("The simulated phone \(done).")
        } catch {
            input.showStatus("✗ The simulated phone cannot \(action): \(ExitError(error).text).")
        }
    }
}
