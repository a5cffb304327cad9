import Foundation
import IdxFlowEngine

/// A sign-in or enrollment at an Okta org, from the first request to the tokens.
///
/// ```swift
/// let flow = try await IdxFlow.start(config)
/// for await state in flow.states {
///     switch state {
///     case .ask(let prompt, _): try await flow.identify(try await login(prompt), password: nil)
///     case .done(let tokens): keep(tokens)
///     default: show(state)
///     }
/// }
/// ```
///
/// It sends, polls, and tries again by itself. Nothing of it runs on the main thread. All that happens
/// to it happens one after the other; two flows have nothing to do with each other.
public actor IdxFlow {
    let engine: Engine
    let transport: any IdxTransport
    let clock: any IdxClock
    let observer: IdxObserver?
    let broadcaster = StateBroadcaster()

    /// The exchange or the sleep that the flow waits for.
    var pending: PendingOperation?
    /// The prompt on the screen.
    var prompt: Prompt?
    /// What the last exchange came to, where that was nothing.
    var retry: RetryInfo?
    /// Counts what was waited for.
    var waits = 0
    /// Why there is nothing to be done any more: closed, or a fault.
    var end: IdxError?

    init(_ engine: Engine, transport: any IdxTransport, clock: any IdxClock, observer: IdxObserver?) {
        self.engine = engine
        self.transport = transport
        self.clock = clock
        self.observer = observer
    }

    deinit {
        pending?.cancel()
        broadcaster.finish()
    }

    // MARK: Beginning

    /// Starts a new flow. Its first request is on its way when this returns.
    ///
    /// - Throws: ``IdxError/input(problem:field:text:)`` where the configuration cannot be used.
    public static func start(
        _ config: FlowConfig,
        transport: any IdxTransport = URLSessionTransport.shared,
        clock: any IdxClock = SystemClock(),
        observer: IdxObserver? = nil
    ) async throws -> IdxFlow {
        try await begin(transport, clock, observer) { try Engine.start(config: config) }
    }

    /// Goes on with a saved flow, in this process or another: what was on the screen is its state when
    /// this returns. That waits for no request; a poll that is due meanwhile goes out in the background.
    ///
    /// - Throws: ``IdxError/restore(newer:text:)`` where the snapshot cannot be used.
    public static func restore(
        _ snapshot: Snapshot,
        transport: any IdxTransport = URLSessionTransport.shared,
        clock: any IdxClock = SystemClock(),
        observer: IdxObserver? = nil
    ) async throws -> IdxFlow {
        try await begin(transport, clock, observer) { try Engine.restore(snapshot: snapshot) }
    }

    private static func begin(
        _ transport: any IdxTransport, _ clock: any IdxClock, _ observer: IdxObserver?, _ engine: () throws -> Engine
    ) async throws -> IdxFlow {
        do {
            let flow = IdxFlow(try engine(), transport: transport, clock: clock, observer: observer)
            await flow.look()
            return flow
        } catch {
            throw IdxError(engine: error)
        }
    }

    // MARK: Looking

    /// The states, from the one at hand on, each once; what a slow reader has missed is left out. Ends
    /// after a final state, or when the flow is closed. Each call gives a sequence of its own.
    public nonisolated var states: AsyncStream<IdxState> { broadcaster.stream() }

    /// The state at hand.
    public nonisolated var state: IdxState { broadcaster.state }

    /// How many seconds the server still remembers the conversation, by its own clock: for a
    /// countdown. None where it has not said, or where the time no longer counts.
    ///
    /// - Throws: ``IdxError/closed``.
    public func expiresIn() throws -> TimeInterval? {
        try use { try $0.expiresIn(now: clock.now()) }
    }

    /// Each rule of the password policy at hand with whether this password satisfies it; empty where
    /// the prompt has none. To be shown while it is typed.
    ///
    /// - Throws: ``IdxError/closed``.
    public func checkPassword(_ password: Secret) throws -> [PasswordRuleCheck] {
        try use { try $0.checkPassword(password: password) }
    }

    /// What Okta Verify on this device is asked, as it is now: a poll may sign the link anew without
    /// drawing another prompt. Take `href` from here when it is opened.
    ///
    /// - Throws: ``IdxError/closed``.
    public func deviceChallenge() throws -> DeviceChallenge? {
        try use { try $0.prompt().deviceChallenge }
    }

    /// The newest IDX response as it came (JSON), for what this library has no name for yet.
    ///
    /// - Throws: ``IdxError/closed``.
    public func responseJson() throws -> Secret? {
        try use { try $0.responseJson() }
    }

    // MARK: The process and its end

    /// The whole flow, to go on with after the process has died: see ``restore(_:transport:clock:observer:)``.
    /// It can be called at any moment and takes microseconds.
    ///
    /// An answer on its way is not saved: it may hold a password, and nobody knows whether it was
    /// sent. What is restored then asks the server what it wants now.
    ///
    /// - Throws: ``IdxError/closed``.
    public func save() throws -> Snapshot {
        try use { try $0.snapshot() }
    }

    /// The app is back from the background: looks at the clock, and polls at once if a poll is due. A
    /// request that is out is left alone.
    ///
    /// - Throws: ``IdxError/closed``.
    public func resume() throws {
        try check()
        if !isExchanging { look() }
    }

    /// Ends everything local: what is in flight is canceled, ``states`` end, and every call from now
    /// on throws ``IdxError/closed``. The server is not told: that is ``cancel()``. A flow that nobody
    /// holds any more is closed by that.
    public func close() {
        end = .closed
        pending?.cancel()
        pending = nil
        broadcaster.finish()
    }
}

extension IdxFlow: CustomReflectable {
    /// A mirror that shows nothing: what a flow holds is nobody's to dump.
    public nonisolated var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
