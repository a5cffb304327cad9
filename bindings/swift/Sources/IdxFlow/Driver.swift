import Foundation
import IdxFlowEngine

/// The request or the timer that the flow waits for. The number identifies it.
struct PendingOperation {
    let number: Int
    let request: TransportRequest?
    let task: Task<Void, Never>

    func cancel() { task.cancel() }
}

extension IdxFlow {
    /// Carries out the engine's next action: publishes a state, sends a request, or starts a timer.
    func performNextAction() {
        performNextAction(at: clock.now())
    }

    private func performNextAction(at now: Date) {
        do {
            try perform(engine.nextAction(now: now), at: now)
        } catch {
            failInternally(IdxError(engine: error))
        }
    }

    var hasRequestInFlight: Bool { pendingOperation?.request != nil }

    /// - Throws: The error that ended the flow, if it is closed or has failed internally.
    func checkIsOpen() throws(IdxError) {
        if let terminalError { throw terminalError }
    }

    /// Calls the engine and translates its errors. An internal error ends the flow.
    func withEngine<Result>(_ body: (Engine) throws -> Result) throws(IdxError) -> Result {
        if terminalError == .closed { throw .closed }
        do {
            return try body(engine)
        } catch {
            let error = IdxError(engine: error)
            if case .internal = error { failInternally(error) }
            throw error
        }
    }

    private func perform(_ action: Action, at now: Date) throws {
        switch action {
        case .send(let request): try send(request, at: now)
        case .wait(let duration, let reason, nil): scheduleRetry(in: duration, reason)
        default:
            if case .ask = action, try submitKnownValues(at: now) { return performNextAction(at: now) }
            guard let state = try state(for: action) else { return }
            publish(state, nextActionIn: action.wait)
        }
    }

    /// Answers the prompt with known values. Returns false if the user has to answer.
    private func submitKnownValues(at now: Date) throws -> Bool {
        guard let known, let answer = try engine.answerKnown(known: known) else { return false }
        do {
            try engine.submit(answer: answer, now: now)
        } catch FlowError.Answer {
            return false  // for example, a new password that breaks the password policy
        }
        observer?(.answerSubmitted(answer))
        return true
    }

    /// Returns the state to show for an action, or `nil` if the screen stays as it is.
    private func state(for action: Action) throws -> IdxState? {
        switch action {
        case .send, .wait(_, _, nil): return nil
        case .ask(let version, let wait), .showQr(let version, let wait):
            let prompt = try loadPrompt(version)
            // without a poll, the engine waits for the expiry
            let pollIn = prompt.remediations.contains(where: \.isPoll) ? wait : nil
            guard case .showQr = action, let qr = prompt.qr else { return .ask(prompt: prompt, pollIn: pollIn) }
            return .showQr(prompt: prompt, qr: qr, pollIn: pollIn)
        case .wait(let duration, let reason, let version?):
            return try .waiting(prompt: loadPrompt(version), pollIn: duration, reason: reason)
        case .redirect(let url, let version): return try .redirect(prompt: loadPrompt(version), url: url)
        case .done(let tokens): return .done(tokens)
        case .doneWithCode(let code): return .doneWithCode(code)
        case .failed(let failure): return .failed(failure)
        }
    }

    /// Returns the prompt with this version. It is fetched from the engine only if the version has
    /// changed.
    private func loadPrompt(_ version: Int64) throws -> Prompt {
        if let prompt, prompt.version == version { return prompt }
        guard let newPrompt = try engine.prompt() else {
            throw IdxError.internal(text: "the engine has no prompt to show: please report it")
        }
        prompt = newPrompt
        return newPrompt
    }

    private func publish(_ state: IdxState, nextActionIn seconds: TimeInterval?) {
        // a failed poll must not show as the retry of a later answer
        retry = nil
        broadcaster.publish(state)
        observer?(.stateChanged(state))
        startTimer(seconds)
    }

    private func scheduleRetry(in seconds: TimeInterval, _ reason: WaitReason) {
        retry = RetryInfo(reason: reason, error: lastError, retryIn: seconds)
        broadcaster.publish(.working(prompt: prompt, retry: retry))
        startTimer(seconds)
    }

    /// Ends the flow after a bug in this library.
    private func failInternally(_ error: IdxError) {
        guard terminalError == nil else { return }
        terminalError = error
        startTimer(nil)
        guard !broadcaster.state.isFinal else { return }
        let failure = Failure(
            kind: .internal, detail: .none, code: nil, messages: [], isInformational: false, oktaRequestId: nil,
            text: error.errorDescription ?? "")
        broadcaster.publish(.failed(failure))
        observer?(.stateChanged(.failed(failure)))
    }
}

// MARK: - Requests and timers

extension IdxFlow {
    private func send(_ request: TransportRequest, at now: Date) throws {
        if request.isBackground {
            try publishScreen(at: now)
        } else {
            let retry = retry.map { RetryInfo(reason: $0.reason, error: $0.error, retryIn: 0) }
            broadcaster.publish(.working(prompt: prompt, retry: retry))
        }
        observer?(.requestSent(request))
        startOperation(for: request) { [weak self, transport] number in
            let result: Result<TransportResponse, IdxTransportError>
            do {
                result = .success(try await transport.send(request))
            } catch {
                result = .failure(IdxTransportError(error))
            }
            await self?.deliver(result, of: request, number)
        }
    }

    /// Publishes the prompt while a poll is in flight, if it is not on the screen: after a restore, or
    /// after a redirect.
    private func publishScreen(at now: Date) throws {
        switch broadcaster.state {
        case .working, .redirect: if let state = try state(for: engine.screen(now: now)) { broadcaster.publish(state) }
        default: break
        }
    }

    /// Passes the result of a request to the engine, unless an answer has superseded the request.
    private func deliver(
        _ result: Result<TransportResponse, IdxTransportError>, of request: TransportRequest, _ number: Int
    ) {
        guard pendingOperation?.number == number else { return }
        pendingOperation = nil
        // one time for both calls: if it advanced between them, the same prompt would become a different
        // state
        let now = clock.now()
        retry = nil
        do {
            switch result {
            case .success(let response):
                let status = Int(response.status)
                observer?(.responseReceived(request, status: status, oktaRequestId: response.oktaRequestId))
                lastError = nil
                try engine.handleResponse(id: request.id, response: response, now: now)
            case .failure(let error):
                observer?(.requestFailed(request, error))
                lastError = error
                try engine.handleFailure(id: request.id, now: now)
            }
        } catch {
            return failInternally(IdxError(engine: error))
        }
        performNextAction(at: now)
    }

    /// Performs the next action after this time. `nil` only cancels the pending operation.
    private func startTimer(_ seconds: TimeInterval?) {
        guard let seconds else {
            pendingOperation?.cancel()
            pendingOperation = nil
            return
        }
        startOperation { [weak self, clock] number in
            guard (try? await clock.sleep(for: seconds)) != nil else { return }
            await self?.timerFired(number)
        }
    }

    private func timerFired(_ number: Int) {
        guard pendingOperation?.number == number else { return }
        pendingOperation = nil
        performNextAction()
    }

    /// Replaces the pending operation. Its task must not retain the flow: releasing the flow closes it.
    private func startOperation(
        for request: TransportRequest? = nil, _ body: @escaping @Sendable (Int) async -> Void
    ) {
        pendingOperation?.cancel()
        operationCount += 1
        let number = operationCount
        pendingOperation = PendingOperation(number: number, request: request, task: Task { await body(number) })
    }
}

extension Action {
    /// The time after which the next action is due, in seconds.
    fileprivate var wait: TimeInterval? {
        switch self {
        case .ask(_, let wait), .showQr(_, let wait): wait
        case .wait(let duration, _, _): duration
        case .send, .redirect, .done, .doneWithCode, .failed: nil
        }
    }
}
