import Foundation
import IdxFlow
import Testing

@testable import enroll

@Suite("The whole scenario, at a simulated org", .serialized)
@MainActor
struct SignInTests {
    let simulation: Simulation
    let file = StateFile(path: FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID())").path)

    init() throws { simulation = try Simulation() }

    @Test("What is drawn on the terminal can be scanned")
    func scanned() async throws {
        let camera = QrReader(simulation.org.users.first)
        let tokens = try await signIn(camera).run()
        #expect(Words.success(tokens) == ["Signed in as ada@example.com", "Scopes: openid profile email"])
        #expect(camera.prompts == 3)
    }

    @Test("It leaves after a poll, goes on from what it left with the same code, and tidies up")
    func resumed() async throws {
        let first = QrReader(simulation.org.users.first, scans: false)
        await #expect(throws: ExitError.left(polls: 2)) { try await signIn(first, keeping: true, polls: 2).run() }
        #expect(FileManager.default.fileExists(atPath: file.path))
        let second = QrReader(simulation.org.users.first)
        _ = try await signIn(second, keeping: true).run()
        #expect(second.prompts == 1, "it signed in anew")
        #expect(first.code != nil && first.code == second.code)
        #expect(!FileManager.default.fileExists(atPath: file.path))
    }

    @Test("A state that is none is no reason to delete it")
    func broken() async throws {
        defer { file.delete() }
        try file.save(Snapshot("{}"))
        await #expect(throws: ExitError.self) { try await signIn(QrReader(nil), keeping: true).run() }
        #expect(try file.load() == Snapshot("{}"))
    }

    @Test("A password that is refused is told, and asked for once where nobody is there")
    func refused() async throws {
        let person = Unattended(user: Org.User(login: "ada@example.com", password: "wrong"))
        await #expect(throws: ExitError.failed("Unable to sign in")) { try await signIn(person).run() }
    }

    private func signIn(_ person: any UserInput, keeping: Bool = false, polls: Int? = nil) -> SignIn {
        SignIn(org: simulation.org, file: keeping ? file : nil, polls: polls, person: person)
    }
}

/// Somebody who photographs what is drawn.
@MainActor
private final class QrReader: UserInput {
    private let user: Org.User?
    private let scans: Bool
    private var prompt: Int64?
    private var polls = 0
    private(set) var prompts = 0
    private(set) var code: Modules?

    init(_ user: Org.User?, scans: Bool = true) {
        self.user = user
        self.scans = scans
    }

    func show(_ state: IdxState) throws -> Reply? {
        guard let shown = state.prompt, shown.number != prompt else { return nil }
        prompt = shown.number
        prompts += 1
        guard case .showQr(_, let qr, _) = state else {
            let isFirst = shown.prompt.remediation(named: .identify) != nil
            return isFirst
                ? .identify(login: user?.login ?? "", password: Secret(user?.password ?? ""))
                : .authenticator(.oktaVerify)
        }
        code = Modules(png: qr.png.data)
        let photo = photograph(code?.lines(columns: 80, rows: 40) ?? [], scale: 5)
        return scans ? .scan(QrCode(png: PngImage(photo), alt: qr.alt)) : nil
    }

    func answerAgain(_ state: IdxState, because text: String) throws -> Reply? { throw ExitError.failed(text) }
    func notice(_ event: IdxEvent) throws {
        if case .responseReceived(let request, _) = event, request.purpose == .poll { polls += 1 }
        if polls > 5 { throw ExitError.failed("the code was not scanned") }
    }
    func tick(_ state: IdxState, expiresIn: TimeInterval?) -> Reply? { nil }
    func tell(_ text: String) {
        if text.hasPrefix("✗") { Issue.record("\(text)") }
    }
}
