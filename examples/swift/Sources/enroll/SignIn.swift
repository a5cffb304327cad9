import Foundation
import IdxFlow

/// One flow from its beginning, or from where it was left, to its end.
@MainActor
struct SignIn {
    let org: Org
    let file: StateFile?
    let polls: Int?
    let person: any UserInput

    private enum UserEvent: Sendable {
        case event(IdxEvent)
        case tick
    }

    /// - Throws: ``ExitError`` and `IdxError`, where there are no tokens in the end.
    func run() async throws -> Tokens {
        let (happenings, mailbox) = AsyncStream.makeStream(of: UserEvent.self)
        let flow = try await begin { mailbox.yield(.event($0)) }
        let ticking = Task {
            while (try? await Task.sleep(for: .milliseconds(200))) != nil { mailbox.yield(.tick) }
        }
        defer { ticking.cancel() }
        let tokens = try await follow(happenings, of: flow)
        await flow.close()
        return tokens
    }

    private func begin(_ observer: @escaping IdxObserver) async throws -> IdxFlow {
        guard let file, let kept = try file.load() else {
            return try await IdxFlow.start(org.config, observer: observer)
        }
        do {
            let flow = try await IdxFlow.restore(kept, observer: observer)
            person.tell("Going on from \(file.path).")
            return flow
        } catch IdxError.restore(_, let text) {
            throw ExitError.failed("\(file.path) cannot be gone on from: \(text). Delete it to begin anew.")
        }
    }

    private func follow(_ happenings: AsyncStream<UserEvent>, of flow: IdxFlow) async throws -> Tokens {
        var answered = 0
        for await happening in happenings {
            var reply: Reply?
            switch happening {
            case .tick: reply = try person.tick(flow.state, expiresIn: try await flow.expiresIn())
            case .event(.stateChanged(.done(let tokens))):
                file?.delete()
                return tokens
            case .event(.stateChanged(.failed(let failure))):
                file?.delete()
                throw IdxError.failed(failure)
            case .event(.stateChanged(let state)):
                try await save(flow)
                if let polls, answered >= polls { throw ExitError.left(polls: answered) }
                reply = try person.show(state)
            case .event(let event):
                try await save(flow)
                if case .responseReceived(let request, _) = event, request.purpose == .poll { answered += 1 }
                try person.notice(event)
            }
            if let reply { try await carryOut(reply, in: flow) }
        }
        throw IdxError.closed
    }

    private func save(_ flow: IdxFlow) async throws {
        if let file { try file.save(await flow.save()) }
    }

    private func carryOut(_ reply: Reply, in flow: IdxFlow) async throws {
        do {
            switch reply {
            case .identify(let login, let password): try await flow.identify(login, password: password)
            case .passcode(let code): try await flow.enterPasscode(code)
            case .authenticator(let key): try await flow.selectAuthenticator(key)
            case .channel(let channel): try await flow.selectChannel(channel)
            case .answer(let answer): try await flow.submit(answer)
            case .press(let name): try await flow.proceed(name)
            case .scan(let qr): await usePhone("scanned the code") { phone in try await phone.scan(qr) }
            case .openLink: await usePhone("opened the link") { phone in try await phone.openLink() }
            }
        } catch IdxError.input(_, _, let text) {
            // nothing was sent: the prompt is asked again
            if let again = try person.answerAgain(flow.state, because: text) { try await carryOut(again, in: flow) }
        }
    }

    private func usePhone(_ done: String, _ use: (Phone) async throws -> Void) async {
        do {
            try await use(Phone(controlUrl: org.controlUrl))
            person.tell("The simulated phone has \(done).")
        } catch {
            person.tell("✗ The simulated phone has not \(done): \(ExitError(error).text)")
        }
    }
}
