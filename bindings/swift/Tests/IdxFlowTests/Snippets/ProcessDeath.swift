import Foundation
import IdxFlow

/// Shows the states of a flow, and saves each of them.
func show(_ flow: IdxFlow, keychain: FlowKeychain) async throws {
    for await state in flow.states {
        if state.isFinal {
            try keychain.delete()
        } else {
            try keychain.save(await flow.save())
        }
        print(state)
    }
}

/// Continues the saved flow, or starts a new one.
func restoreOrStart(_ config: FlowConfig, keychain: FlowKeychain) async throws -> IdxFlow {
    if let snapshot = try keychain.load() {
        do {
            return try await IdxFlow.restore(snapshot)
        } catch IdxError.restore {
            try keychain.delete()
        }
    }
    return try await IdxFlow.start(config)
}
