import Foundation
import IdxFlowEngine

/// What a flow waits for. Its number tells it from one that came before.
struct PendingOperation {
    let number: Int
    let request: TransportRequest?
    let task: Task<Void, Never>

    func cancel() { task.cancel() }
}

extension IdxFlow {
    /// Looks at the engine, and does what it says: shows, sends, or sleeps.
    func look() {
        look(at: clock.now())
    }

    private func look(at now: Date) {
        do {
            try act(on: engine.nextAction(now: now), at: now)
        } catch {
            breakDown(IdxError(engine: error))
        }
    }

    var isExchanging: Bool { pending?.request != nil }

    /// - Throws: where nothing can be done any more.
    func check() throws(IdxError) {
        if let end { throw end }
    }

    /// Asks the engine something.
    ///
    /// - Throws: ``IdxError``. A fault is the end of the flow.
    func use<Result>(_ work: (Engine) throws -> Result) throws(IdxError) -> Result {
        if end == .closed { throw .closed }
        do {
            return try work(engine)
        } catch {
            let error = IdxError(engine: error)
            if case .internal = error { breakDown(error) }
            throw error
        }
    }

    private func act(on action: Action, at now: Date) throws {
        switch action {
        case .send(let request): try send(request, at: now)
        case .wait(let duration, nil): tryAgain(in: duration)
        default:
            guard let state = try state(of: action) else { return }
            // a prompt without a poll shows by itself that its time is over
            try show(state, lookAgainIn: state.isFinal ? nil : state.pollIn ?? engine.expiresIn(now: now))
        }
    }

    /// What a screen shows; nothing where there is nothing new to be shown.
    private func state(of action: Action) throws -> IdxState? {
        switch action {
        case .send, .wait(_, nil): return nil
        case .ask(let number, let wait): return try .ask(prompt: turnTo(number), pollIn: wait)
        case .showQr(let number, let wait):
            let prompt = try turnTo(number)
            return prompt.qr.map { .showQr(prompt: prompt, qr: $0, pollIn: wait) } ?? .ask(prompt: prompt, pollIn: wait)
        case .wait(let duration, let number?): return try .waiting(prompt: turnTo(number), pollIn: duration)
        case .redirect(let url, let number): return try .redirect(prompt: turnTo(number), url: url)
        case .done(let tokens): return .done(tokens)
        case .doneWithCode(let code): return .doneWithCode(code)
        case .failed(let failure): return .failed(failure)
        }
    }

    /// The prompt of this number. The same prompt stays the same value: nothing crosses, nothing is drawn.
    private func turnTo(_ number: Int64) throws -> Prompt {
        if let prompt, prompt.version == number { return prompt }
        guard let new = try engine.prompt() else { throw IdxError.internal(text: "the engine has no prompt to show") }
        prompt = new
        return new
    }

    private func show(_ state: IdxState, lookAgainIn seconds: TimeInterval?) {
        // a poll that was lost is no retry of the answer that follows
        retry = nil
        broadcaster.publish(state)
        observer?(.stateChanged(state))
        sleep(seconds)
    }

    private func tryAgain(in seconds: TimeInterval) {
        retry = RetryInfo(error: retry?.error, retryIn: seconds)
        broadcaster.publish(.working(prompt: prompt, retry: retry))
        sleep(seconds)
    }

    /// The end by a fault of this library.
    private func breakDown(_ error: IdxError) {
        guard end == nil else { return }
        end = error
        sleep(nil)
        guard !broadcaster.state.isFinal else { return }
        let failure = Failure(
            kind: .internal, code: nil, description: nil, messages: [], isInformational: false,
            text: error.errorDescription ?? "")
        broadcaster.publish(.failed(failure))
        observer?(.stateChanged(.failed(failure)))
    }
}

// MARK: - Exchanges and sleeps

extension IdxFlow {
    private func send(_ request: TransportRequest, at now: Date) throws {
        if request.background {
            try showMeanwhile(at: now)
        } else {
            let retry = retry.map { RetryInfo(error: $0.error, retryIn: 0) }
            broadcaster.publish(.working(prompt: prompt, retry: retry))
        }
        observer?(.requestSent(request))
        wait(for: request) { [weak self, transport] number in
            let outcome: Result<TransportResponse, IdxTransportError>
            do {
                outcome = .success(try await transport.send(request))
            } catch {
                outcome = .failure(IdxTransportError(error))
            }
            await self?.handBack(outcome, of: request, number)
        }
    }

    /// A poll goes out before its prompt was ever on the screen, or where a browser was: the prompt belongs there.
    private func showMeanwhile(at now: Date) throws {
        switch broadcaster.state {
        case .working, .redirect: if let state = try state(of: engine.screen(now: now)) { broadcaster.publish(state) }
        default: break
        }
    }

    /// What came of an exchange, unless an answer has overtaken it.
    private func handBack(_ outcome: Result<TransportResponse, IdxTransportError>, of request: TransportRequest, _ number: Int) {
        guard pending?.number == number else { return }
        pending = nil
        // one time for both: a millisecond between them would make of the same prompt another state
        let now = clock.now()
        do {
            switch outcome {
            case .success(let response):
                observer?(.responseReceived(request, status: Int(response.status)))
                retry = nil
                try engine.handleResponse(id: request.id, response: response, now: now)
            case .failure(let error):
                observer?(.requestFailed(request, error))
                retry = RetryInfo(error: error, retryIn: 0)
                try engine.handleFailure(id: request.id, now: now)
            }
        } catch {
            return breakDown(IdxError(engine: error))
        }
        look(at: now)
    }

    private func sleep(_ seconds: TimeInterval?) {
        guard let seconds else {
            pending?.cancel()
            pending = nil
            return
        }
        wait { [weak self, clock] number in
            guard (try? await clock.sleep(for: seconds)) != nil else { return }
            await self?.wake(number)
        }
    }

    private func wake(_ number: Int) {
        guard pending?.number == number else { return }
        pending = nil
        look()
    }

    /// Replaces what was waited for. The task does not hold the flow: one that is dropped ends.
    private func wait(for request: TransportRequest? = nil, _ work: @escaping @Sendable (Int) async -> Void) {
        pending?.cancel()
        waits += 1
        let number = waits
        pending = PendingOperation(number: number, request: request, task: Task { await work(number) })
    }
}
