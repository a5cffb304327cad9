import Foundation
import IdxFlow
import Testing

@testable import enroll

@Suite("Sign-in against the simulator", .serialized, .timeLimit(.minutes(2)))
@MainActor
struct SignInTests {
    let simulator: Simulator
    let clock = SteppingClock()
    let file = StateFile(path: FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID())").path)

    init() throws { simulator = try Simulator() }

    @Test("The QR code on the terminal can be scanned")
    func scan() async throws {
        let reader = QrReader(simulator.org.users.first, clock)
        let tokens = try await signIn(reader).run()
        let lines = success(tokens)
        #expect(lines.first == "Signed in as Ada Lovelace (ada@example.com)")
        #expect(lines.contains("  Scopes      openid profile email"))
        #expect(lines.contains("  amr                 pwd, swk, mfa"))
        #expect(!lines.joined().contains("eyJ"), "the output contains a token")
        #expect(reader.promptCount == 3)
        #expect(reader.enrolled == ["Okta Verify"])
    }

    @Test("A stopped sign-in continues with the same QR code, and the state file is deleted at the end")
    func restore() async throws {
        let first = QrReader(simulator.org.users.first, clock, scans: false)
        await #expect(throws: ExitError.stopped(polls: 2)) { try await signIn(first, file: file, maxPolls: 2).run() }
        #expect(FileManager.default.fileExists(atPath: file.path))
        let second = QrReader(simulator.org.users.first, clock)
        _ = try await signIn(second, file: file).run()
        #expect(second.promptCount == 1, "the user does not sign in again")
        #expect(first.code != nil && first.code == second.code)
        #expect(!FileManager.default.fileExists(atPath: file.path))
    }

    @Test("An invalid state file is not deleted")
    func invalidState() async throws {
        defer { file.delete() }
        try file.save(Snapshot("{}"))
        await #expect(throws: ExitError.self) { try await signIn(QrReader(nil, clock), file: file).run() }
        #expect(try file.load() == Snapshot("{}"))
    }

    @Test("Without a terminal, a wrong password ends the program with the server's message")
    func wrongPassword() async throws {
        let input = Unattended(user: Org.User(login: "ada@example.com", password: "wrong"))
        await #expect(throws: ExitError.failed("Unable to sign in")) { try await signIn(input).run() }
    }

    private func signIn(_ input: any UserInput, file: StateFile? = nil, maxPolls: Int? = nil) -> SignIn {
        SignIn(org: simulator.org, file: file, maxPolls: maxPolls, input: input, clock: clock, tickInterval: nil)
    }
}

/// A user who renders the QR code of the terminal as an image, and scans that.
@MainActor
private final class QrReader: UserInput {
    private let user: Org.User?
    private let clock: SteppingClock
    private let scans: Bool
    private var promptVersion: Int64?
    private(set) var promptCount = 0
    private(set) var enrolled: [String] = []
    private(set) var code: Modules?

    init(_ user: Org.User?, _ clock: SteppingClock, scans: Bool = true) {
        self.user = user
        self.clock = clock
        self.scans = scans
    }

    func show(_ state: IdxState) throws -> Reply? {
        guard let prompt = state.prompt else { return nil }
        guard case .showQr(_, let qr, _) = state else {
            guard isNew(prompt) else { return nil }
            return prompt.remediation(named: .identify) != nil
                ? .identify(login: user?.login ?? "", password: Secret(user?.password ?? ""))
                : .selectAuthenticator(.oktaVerify)
        }
        guard scans else {
            _ = isNew(prompt)
            code = Modules(png: qr.png.data)
            clock.step()
            return nil
        }
        guard isNew(prompt) else { throw ExitError.failed("the QR code was not scanned") }
        code = Modules(png: qr.png.data)
        let image = render(code?.lines(columns: 80, rows: 40) ?? [], scale: 5)
        return .scan(QrCode(png: PngImage(image), alt: qr.alt))
    }

    func retry(_ state: IdxState, errorText: String) throws -> Reply? { throw ExitError.failed(errorText) }

    func handle(_ event: IdxEvent) {}

    func tick(_ state: IdxState, expiresIn: TimeInterval?) -> Reply? { nil }

    func showStatus(_ text: String) {
        if text.hasPrefix("✗") { Issue.record("\(text)") }
        if text.contains("scanned") { clock.step() }
    }

    func showEnrollment(_ authenticator: String) { enrolled.append(authenticator) }

    private func isNew(_ prompt: Prompt) -> Bool {
        guard prompt.version != promptVersion else { return false }
        promptVersion = prompt.version
        promptCount += 1
        return true
    }
}
