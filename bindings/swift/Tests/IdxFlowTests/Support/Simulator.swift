import Foundation
import IdxFlow

/// A simulated org in a process of its own. The process ends with this object.
final class Simulator: Sendable {
    struct Org: Decodable, Sendable {
        let issuer: String
        let clientId: String
        let redirectUri: String
        let controlUrl: String
    }

    private struct Setup: Decodable {
        let emailCallbackUri: String?
    }

    struct InboxMessage: Decodable, Sendable {
        let to: String
        let code: String?
    }

    /// The control API rejected a request.
    struct ControlError: Error {
        let text: String
    }

    let org: Org
    /// The redirect URI to which the links in emails lead, if the setup has one.
    private let emailRedirectUri: String?
    private let process: Process
    private let client = URLSessionTransport()

    /// Starts an org with this setup (JSON).
    init(setup: Data = Data("{}".utf8)) throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("idx-flow-\(UUID()).json")
        try setup.write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let json = JSONDecoder()
        json.keyDecodingStrategy = .convertFromSnakeCase
        emailRedirectUri = try json.decode(Setup.self, from: setup).emailCallbackUri
        process = Process()
        process.executableURL = Workspace.simulator
        // `--attached`: the simulator exits when this process closes its standard input, also if it
        // crashes
        process.arguments = ["--attached", "--listen", "127.0.0.1:0", "--setup", file.path]
        process.standardInput = Pipe()
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        org = try json.decode(Org.self, from: Self.firstLine(of: output.fileHandleForReading))
    }

    deinit {
        // SIGTERM has no effect: the child inherits the blocked signals of the concurrency threads
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// The configuration that all scenarios use.
    var config: FlowConfig {
        FlowConfig(
            issuer: org.issuer, clientId: org.clientId, redirectUri: org.redirectUri,
            emailRedirectUri: emailRedirectUri,
            scopes: ["openid", "profile", "email", "offline_access"], deviceToken: "dt-7Qx2mVb93kLr")
    }

    /// Advances the org's clock.
    func advanceClock(by seconds: TimeInterval) async throws {
        try await control("/clock/advance", ["ms": Int((seconds * 1000).rounded())])
    }

    /// Returns the last code that was sent to an email address or a phone number.
    func code(sentTo recipient: String) async throws -> String? {
        struct Inbox: Decodable {
            let messages: [InboxMessage]
        }
        let inbox = try await control("/inbox", nil)
        let messages = try JSONDecoder().decode(Inbox.self, from: inbox).messages
        return messages.last { $0.to == recipient && $0.code != nil }?.code
    }

    /// Sends a JSON object to an endpoint of the control API.
    @discardableResult
    func control(_ endpoint: String, _ body: [String: Any]?, method: String = "POST") async throws -> Data {
        let json = try body.map { try JSONSerialization.data(withJSONObject: $0) }
        return try await control(endpoint, text: json.map { String(decoding: $0, as: UTF8.self) }, method: method)
    }

    /// Sends a text to an endpoint of the control API. Without a text the request is a GET.
    @discardableResult
    func control(_ endpoint: String, text: String?, method: String = "POST") async throws -> Data {
        let response = try await fetch(text == nil ? "GET" : method, org.controlUrl + endpoint, body: text ?? "")
        guard response.status == 200 else { throw ControlError(text: response.body.expose()) }
        return Data(response.body.expose().utf8)
    }

    /// Adds a fault of this kind to the next requests, or to those with a path that ends with `path`.
    func inject(_ kind: String, path: String? = nil, times: Int = 1) async throws {
        try await control("/faults", ["fault": ["kind": kind], "path": path ?? NSNull(), "times": times])
    }

    /// Opens the link of the newest email in the browser of the sign-in, and returns the `Location` of the
    /// redirect.
    func openMagicLink(sentTo recipient: String) async throws -> URL? {
        struct Opened: Decodable {
            let location: String?
        }
        let opened = try await control("/inbox/open", ["to": recipient, "in": "same_browser"])
        return try JSONDecoder().decode(Opened.self, from: opened).location.flatMap { URL(string: $0) }
    }

    /// Opens a URL and returns the `Location` of the redirect.
    func redirectLocation(of url: RedactedUrl) async throws -> String? {
        let response = try await fetch("GET", url.absoluteString)
        return response.headers.first { $0.name.lowercased() == "location" }?.value.expose()
    }

    private func fetch(_ method: String, _ url: String, body: String = "") async throws -> TransportResponse {
        try await client.send(
            TransportRequest(
                id: 0, purpose: .submit, method: method, url: RedactedUrl(url), headers: [], body: Secret(body),
                isBackground: false, isIdempotent: method == "GET"))
    }

    private static func firstLine(of file: FileHandle) throws -> Data {
        var line = Data()
        while let byte = try file.read(upToCount: 1), byte != Data("\n".utf8) { line += byte }
        return line
    }
}
