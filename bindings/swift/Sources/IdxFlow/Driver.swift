import Foundation
import IdxFlowEngine

/// What a flow waits for. Its number tells it from one that came before.
struct Underway {
    let number: Int
    let request: IdxRequest?
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

    var isExchanging: Bool { underway?.request != nil }

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
            // a page without a poll shows by itself that its time is over
            try show(state, lookAgainIn: state.isFinal ? nil : state.pollIn ?? engine.expiresIn(now: now))
        }
    }

    /// What a screen shows; nothing where there is nothing new to be shown.
    private func state(of action: Action) throws -> IdxState? {
        switch action {
        case .send, .wait(_, nil): return nil
        case .ask(let number, let wait): return try .ask(page: turnTo(number), pollIn: wait)
        case .showQr(let number, let wait):
            let page = try turnTo(number)
            return page.qr.map { .showQr(page: page, qr: $0, pollIn: wait) } ?? .ask(page: page, pollIn: wait)
        case .wait(let duration, let number?): return try .waiting(page: turnTo(number), pollIn: duration)
        case .redirect(let url, let number): return try .redirect(page: turnTo(number), url: url)
        case .done(let tokens): return .done(tokens)
        case .doneWithCode(let code): return .doneWithCode(code)
        case .failed(let failure): return .failed(failure)
        }
    }

    /// The page of this number. The same page stays the same value: nothing crosses, nothing is drawn.
    private func turnTo(_ number: Int64) throws -> Page {
        if let page, page.number == number { return page }
        guard let new = try engine.page() else { throw IdxError.internal(text: "the engine has no page to show") }
        page = new
        return new
    }

    private func show(_ state: IdxState, lookAgainIn seconds: TimeInterval?) {
        // a poll that was lost is no trouble of the answer that follows
        trouble = nil
        board.publish(state)
        observer?(.shows(state))
        sleep(seconds)
    }

    private func tryAgain(in seconds: TimeInterval) {
        trouble = Trouble(error: trouble?.error, retryIn: seconds)
        board.publish(.working(page: page, trouble: trouble))
        sleep(seconds)
    }

    /// The end by a fault of this library.
    private func breakDown(_ error: IdxError) {
        guard end == nil else { return }
        end = error
        sleep(nil)
        guard !board.state.isFinal else { return }
        let failure = Failure(
            kind: .internal, code: nil, description: nil, messages: [], isInformational: false,
            text: error.errorDescription ?? "")
        board.publish(.failed(failure))
        observer?(.shows(.failed(failure)))
    }
}

// MARK: - Exchanges and sleeps

extension IdxFlow {
    private func send(_ request: IdxRequest, at now: Date) throws {
        if request.background {
            try showMeanwhile(at: now)
        } else {
            let trouble = trouble.map { Trouble(error: $0.error, retryIn: 0) }
            board.publish(.working(page: page, trouble: trouble))
        }
        observer?(.sends(request))
        wait(for: request) { [weak self, transport] number in
            let outcome: Result<IdxResponse, IdxTransportError>
            do {
                outcome = .success(try await transport.send(request))
            } catch {
                outcome = .failure(IdxTransportError(error))
            }
            await self?.handBack(outcome, of: request, number)
        }
    }

    /// A poll goes out before its page was ever on the screen, or where a browser was: the page belongs there.
    private func showMeanwhile(at now: Date) throws {
        switch board.state {
        case .working, .redirect: if let state = try state(of: engine.shown(now: now)) { board.publish(state) }
        default: break
        }
    }

    /// What came of an exchange, unless an answer has overtaken it.
    private func handBack(_ outcome: Result<IdxResponse, IdxTransportError>, of request: IdxRequest, _ number: Int) {
        guard underway?.number == number else { return }
        underway = nil
        // one time for both: a millisecond between them would make of the same page another state
        let now = clock.now()
        do {
            switch outcome {
            case .success(let response):
                observer?(.receives(request, status: Int(response.status)))
                trouble = nil
                try engine.handleResponse(id: request.id, response: response, now: now)
            case .failure(let error):
                observer?(.fails(request, error))
                trouble = Trouble(error: error, retryIn: 0)
                try engine.handleFailure(id: request.id, now: now)
            }
        } catch {
            return breakDown(IdxError(engine: error))
        }
        look(at: now)
    }

    private func sleep(_ seconds: TimeInterval?) {
        guard let seconds else {
            underway?.cancel()
            underway = nil
            return
        }
        wait { [weak self, clock] number in
            guard (try? await clock.sleep(for: seconds)) != nil else { return }
            await self?.wake(number)
        }
    }

    private func wake(_ number: Int) {
        guard underway?.number == number else { return }
        underway = nil
        look()
    }

    /// Replaces what was waited for. The task does not hold the flow: one that is dropped ends.
    private func wait(for request: IdxRequest? = nil, _ work: @escaping @Sendable (Int) async -> Void) {
        underway?.cancel()
        waits += 1
        let number = waits
        underway = Underway(number: number, request: request, task: Task { await work(number) })
    }
}
