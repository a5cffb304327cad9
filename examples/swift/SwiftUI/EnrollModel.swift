import IdxFlow
import SwiftUI

/// The model of the enrollment screen: it holds a flow and passes on the user's actions.
@MainActor
final class EnrollModel: ObservableObject {
    @Published private(set) var state = IdxState.working(prompt: nil, retry: nil)
    /// The error of the last action.
    @Published private(set) var errorText: String?

    private let store: any FlowStore
    private var flow: IdxFlow?

    init(store: any FlowStore) { self.store = store }

    /// Shows the states of the flow while the screen is visible. If it appears again, the same flow
    /// continues.
    func run(_ config: FlowConfig) async {
        do {
            let flow = try await currentFlow(config)
            self.flow = flow
            for await state in flow.states {
                self.state = state
                await save()
            }
        } catch {
            show(error)
        }
    }

    /// Saves the flow, or deletes the snapshot of a flow that has ended.
    func save() async {
        do {
            if state.isFinal {
                try store.delete()
            } else if let flow {
                try store.save(await flow.save())
            }
        } catch {
            show(error)
        }
    }

    private func currentFlow(_ config: FlowConfig) async throws -> IdxFlow {
        if let flow { return flow }
        if let snapshot = try store.load() {
            do {
                return try await IdxFlow.restore(snapshot)
            } catch IdxError.restore {
                try store.delete()
            }
        }
        return try await IdxFlow.start(config)
    }

    private func show(_ error: any Error) {
        // the text of an error of the flow is for developers
        errorText =
            switch error {
            case IdxError.answer(.stalePrompt, _, _, _, _): "This step has changed. Check it and try again."
            case IdxError.answer(.rateLimited, _, let retryAfter?, _, _):
                "Too many attempts. Try again in \(Int(retryAfter.rounded(.up))) seconds."
            case IdxError.answer(.passwordPolicy, _, _, _, _): "This password does not meet the requirements."
            case IdxError.answer: "Check your input and try again."
            case IdxError.redirect(_, let otp?, _): "Enter this code on your other device: \(otp.expose())"
            default: error.localizedDescription
            }
    }
}

extension EnrollModel {
    func identify(_ username: String, _ password: String, on prompt: Prompt) {
        perform { try await $0.identify(username, password: Secret(password), on: prompt) }
    }

    func select(_ key: AuthenticatorKey, on prompt: Prompt) {
        perform { try await $0.selectAuthenticator(key, on: prompt) }
    }

    func select(_ channel: Channel, on prompt: Prompt) {
        perform { try await $0.selectChannel(channel, on: prompt) }
    }

    func submit(_ answer: Answer) { perform { try await $0.submit(answer) } }

    func proceed(_ name: RemediationName, on prompt: Prompt) {
        perform { try await $0.proceed(name, on: prompt) }
    }

    /// Passes the result of the browser to the flow. Without a URL the user has closed the browser.
    func finishRedirect(_ url: URL?) {
        perform { flow in
            if let url {
                try await flow.handleRedirect(url)
            } else {
                try await flow.cancelRedirect()
            }
        }
    }

    /// Polls now if a poll is due. Call it when the app returns to the foreground.
    func resume() { perform { try await $0.resume() } }

    /// Returns the time at which the transaction expires. A poll may postpone it.
    func expiryDate() async -> Date? {
        do {
            return try await flow?.expiresIn().map { Date(timeIntervalSinceNow: $0) }
        } catch {
            show(error)
            return nil
        }
    }

    private func perform(_ action: @escaping @Sendable (IdxFlow) async throws -> Void) {
        guard let flow else { return }
        errorText = nil
        Task {
            do {
                try await action(flow)
            } catch {
                show(error)
            }
        }
    }
}

/// A store for the snapshot of a flow, such as the keychain. `ProcessDeath.md` of the package has the
/// code.
@MainActor
protocol FlowStore {
    func load() throws -> Snapshot?
    func save(_ snapshot: Snapshot) throws
    func delete() throws
}
