import Foundation
import IdxFlowEngine

/// A sign-in or enrollment with Okta Identity Engine, from the first request to the tokens.
///
/// The flow sends requests, polls and retries automatically. The app shows the ``states`` and submits
/// answers:
///
/// ```swift
/// let config = FlowConfig(
///     issuer: "https://id.acme.example", clientId: "0oa1client", redirectUri: "com.acme.app:/callback")
/// let flow = try await IdxFlow.start(config)
/// for await state in flow.states {
///     switch state {
///     case .ask(let prompt, _) where prompt.remediation(named: .identify) != nil:
///         try await flow.identify("ada@example.com", password: "Correct-Horse-1", on: prompt)
///     case .done(let tokens):
///         print("Signed in with the scopes \(tokens.scopes)")
///     default:
///         print(state)
///     }
/// }
/// ```
///
/// A flow never runs on the main thread. Flows are independent of each other.
///
/// Releasing the last reference to a flow closes it, as does ``close()``.
public actor IdxFlow {
    let engine: Engine
    let transport: any IdxTransport
    let clock: any IdxClock
    let observer: IdxObserver?
    let broadcaster = StateBroadcaster()

    /// The request or the timer that the flow waits for.
    var pendingOperation: PendingOperation?
    /// The number of operations so far.
    var operationCount = 0
    /// The prompt on the screen.
    var prompt: Prompt?
    /// The values that answer prompts before they are shown.
    var known: KnownValues?
    /// Set while a failed request is retried.
    var retry: RetryInfo?
    /// The transport error of the last request, if no response came.
    var lastError: IdxTransportError?
    /// Set if the flow is closed or has failed internally.
    var terminalError: IdxError?

    init(
        _ engine: Engine, known: KnownValues? = nil, transport: any IdxTransport, clock: any IdxClock,
        observer: IdxObserver?
    ) {
        self.engine = engine
        self.known = known
        self.transport = transport
        self.clock = clock
        self.observer = observer
    }

    deinit {
        pendingOperation?.cancel()
        broadcaster.finish()
    }

    // MARK: Start and restore

    /// Starts a flow. The first request is in flight when this method returns.
    ///
    /// - Parameters:
    ///   - config: The configuration.
    ///   - known: Values that the app knows before the server asks for them, for this flow only. The flow
    ///     answers prompts with them until a value is missing, and then shows the prompt.
    ///   - transport: The HTTP client.
    ///   - clock: The source of time.
    ///   - observer: Receives every event, for logs and tests.
    /// - Throws: ``IdxError/config(problem:text:)`` if the configuration is invalid;
    ///   ``IdxError/noEntropy(text:)`` if the operating system provides no random bytes.
    public static func start(
        _ config: FlowConfig,
        known: KnownValues? = nil,
        transport: any IdxTransport = URLSessionTransport.shared,
        clock: any IdxClock = SystemClock(),
        observer: IdxObserver? = nil
    ) async throws -> IdxFlow {
        try await create(known, transport, clock, observer) { try Engine.start(config: config) }
    }

    /// Restores a flow from a snapshot, in this process or another.
    ///
    /// The saved prompt is the current state when this method returns. It does not wait for the network:
    /// a poll that is due is sent in the background. Known values are not part of a snapshot: the user is
    /// asked.
    ///
    /// - Parameters:
    ///   - snapshot: The result of ``save()``.
    ///   - transport: The HTTP client.
    ///   - clock: The source of time.
    ///   - observer: Receives every event, for logs and tests.
    /// - Throws: ``IdxError/restore(isNewer:text:)`` if the snapshot is invalid, or has the schema of
    ///   another version.
    public static func restore(
        _ snapshot: Snapshot,
        transport: any IdxTransport = URLSessionTransport.shared,
        clock: any IdxClock = SystemClock(),
        observer: IdxObserver? = nil
    ) async throws -> IdxFlow {
        try await create(nil, transport, clock, observer) { try Engine.restore(snapshot: snapshot) }
    }

    private static func create(
        _ known: KnownValues?, _ transport: any IdxTransport, _ clock: any IdxClock, _ observer: IdxObserver?,
        _ makeEngine: () throws -> Engine
    ) async throws -> IdxFlow {
        do {
            let engine = try makeEngine()
            let flow = IdxFlow(engine, known: known, transport: transport, clock: clock, observer: observer)
            await flow.performNextAction()
            return flow
        } catch {
            throw IdxError(engine: error)
        }
    }

    // MARK: State

    /// The states of the flow. Each access returns a new sequence.
    ///
    /// A sequence starts with the current state. A slow consumer receives only the latest state. The
    /// sequence ends after a final state, or when the flow is closed. Canceling a task that awaits a
    /// state cancels only that task.
    public nonisolated var states: AsyncStream<IdxState> { broadcaster.stream() }

    /// The current state.
    public nonisolated var state: IdxState { broadcaster.state }

    /// Returns the time until the transaction expires, in seconds, by the server's clock. It is `nil` if
    /// the time is unknown or the flow has ended.
    ///
    /// - Throws: ``IdxError/closed`` if the flow is closed.
    public func expiresIn() throws -> TimeInterval? {
        try withEngine { try $0.expiresIn(now: clock.now()) }
    }

    /// Checks a new password against the password policy of the current prompt. Call it while the user
    /// types.
    ///
    /// The result is empty if the prompt has no password policy.
    ///
    /// - Throws: ``IdxError/closed`` if the flow is closed.
    public func checkPassword(_ password: Secret) throws -> [PasswordRuleCheck] {
        try withEngine { try $0.checkPassword(password: password) }
    }

    /// Returns the current challenge for Okta Verify on this device, if there is one.
    ///
    /// Get `href` from here when you open it: a poll may renew it without a new state.
    ///
    /// - Throws: ``IdxError/closed`` if the flow is closed.
    public func deviceChallenge() throws -> DeviceChallenge? {
        try withEngine { try $0.prompt()?.deviceChallenge }
    }

    /// Returns the last IDX response as received (JSON), for data that this library does not expose.
    ///
    /// It can also be read after the end, but not in a flow that was restored after its end.
    ///
    /// - Throws: ``IdxError/closed`` if the flow is closed.
    public func responseJson() throws -> Secret? {
        try withEngine { try $0.responseJson() }
    }

    /// Returns a URL that signs a browser in to the org, once.
    ///
    /// It is `nil` before the flow has ended successfully, and in a flow that was restored after its
    /// end. The server may reject it after the exchange of the interaction code, so use it with
    /// `FlowConfig.stopAtCode`.
    ///
    /// - Throws: ``IdxError/closed`` if the flow is closed.
    public func browserSessionUrl() throws -> Secret? {
        try withEngine { try $0.browserSessionUrl() }
    }

    // MARK: Lifecycle

    /// Saves the flow for ``restore(_:transport:clock:observer:)``.
    ///
    /// It can be called at any time and takes microseconds. A submission in flight is not saved, because
    /// it may contain a password and may already have reached the server. The restored flow asks the
    /// server for the current step instead.
    ///
    /// - Throws: ``IdxError/closed`` if the flow is closed.
    public func save() throws -> Snapshot {
        try withEngine { try $0.snapshot() }
    }

    /// Polls now if a poll is due. Call it when the app returns from the background.
    ///
    /// A request in flight is not affected.
    ///
    /// - Throws: ``IdxError/closed`` if the flow is closed.
    public func resume() throws {
        try checkIsOpen()
        if !hasRequestInFlight { performNextAction() }
    }

    /// Closes the flow: cancels the request in flight and ends ``states``. Sends nothing to the server.
    ///
    /// Every later call throws ``IdxError/closed``. To cancel the transaction on the server, call
    /// ``cancel()``.
    public func close() {
        terminalError = .closed
        known = nil
        pendingOperation?.cancel()
        pendingOperation = nil
        broadcaster.finish()
    }
}

extension IdxFlow: CustomReflectable {
    /// A mirror without children: a flow holds secrets.
    public nonisolated var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
