// Not compiled on Linux, where there is no SwiftUI: it is parsed there, and that is all.
#if canImport(SwiftUI)
import IdxFlow
import SwiftUI

/// A flow for a screen. It holds the state and passes on what the user does, and nothing more.
@MainActor
final class EnrollModel: ObservableObject {
    @Published private(set) var state = IdxState.working(prompt: nil, retry: nil)
    /// What was wrong with the last answer, for the user.
    @Published private(set) var complaint: String?

    private let store: any FlowStore
    private var flow: IdxFlow?

    init(store: any FlowStore) { self.store = store }

    /// Follows the flow for as long as the screen is there. When it is back, the same flow goes on.
    func follow(_ config: FlowConfig) async {
        do {
            let flow = if let flow { flow } else { try await begin(config) }
            self.flow = flow
            for await state in flow.states {
                self.state = state
                await keep()
            }
        } catch {
            complaint = error.localizedDescription
        }
    }

    /// The app leaves the front, or the state has changed: what is on the screen outlives the process.
    func keep() async {
        if state.isFinal { return store.delete() }
        guard let snapshot = try? await flow?.save() else { return }
        store.save(snapshot)
    }

    /// The app is in front again.
    func resume() { act { try await $0.resume() } }

    /// A snapshot that cannot be used any more is no reason not to sign in.
    private func begin(_ config: FlowConfig) async throws -> IdxFlow {
        if let saved = store.load(), let flow = try? await IdxFlow.restore(saved) { return flow }
        return try await IdxFlow.start(config)
    }
}

extension EnrollModel {
    func identify(_ login: String, _ password: String) {
        act { try await $0.identify(login, password: Secret(password)) }
    }

    func choose(_ key: AuthenticatorKey) { act { try await $0.selectAuthenticator(key) } }

    func choose(_ channel: Channel) { act { try await $0.selectChannel(channel) } }

    func fill(_ form: Remediation, _ path: String, _ text: String) {
        act { try await $0.answer(form.answer([path: .text(text)])) }
    }

    /// When the server forgets the conversation, for a countdown. A poll may put it off.
    func deadline() async -> Date? {
        guard let flow, let seconds = try? await flow.expiresIn() else { return nil }
        return Date(timeIntervalSinceNow: seconds)
    }

    private func act(_ work: @escaping @Sendable (IdxFlow) async throws -> Void) {
        guard let flow else { return }
        complaint = nil
        Task {
            do {
                try await work(flow)
            } catch {
                complaint = error.localizedDescription
            }
        }
    }
}

/// Where a flow outlives the process: the keychain, as bindings/swift/README.md shows.
@MainActor
protocol FlowStore {
    func load() -> Snapshot?
    func save(_ snapshot: Snapshot)
    func delete()
}
#endif
