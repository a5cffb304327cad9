import Foundation
import IdxFlow

/// A simulated org in a process of its own, which ends with this object.
final class Sim: Sendable {
    struct Org: Decodable, Sendable {
        let issuer: String
        let clientId: String
        let redirectUri: String
        let controlUrl: String
    }

    struct Letter: Decodable, Sendable {
        let to: String
        let code: String?
    }

    struct Refusal: Error {
        let text: String
    }

    let org: Org
    private let process: Process
    private let client = URLSessionTransport()

    /// Starts an org that is as `setup` (JSON) says.
    init(setup: Data = Data("{}".utf8)) throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("idx-flow-\(UUID()).json")
        try setup.write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        process = Process()
        process.executableURL = Workspace.simulator
        // it ends when its input does: also where these tests are killed
        process.arguments = ["--attached", "--listen", "127.0.0.1:0", "--setup", file.path]
        process.standardInput = Pipe()
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let json = JSONDecoder()
        json.keyDecodingStrategy = .convertFromSnakeCase
        org = try json.decode(Org.self, from: Self.line(of: output.fileHandleForReading))
    }

    deinit {
        // SIGTERM would not do: a child inherits the signals that the threads of async code block
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// The configuration that every scenario has.
    var config: FlowConfig {
        FlowConfig(
            issuer: org.issuer, clientId: org.clientId, redirectUri: org.redirectUri,
            scopes: ["openid", "profile", "email", "offline_access"], deviceToken: "dt-7Qx2mVb93kLr")
    }

    /// Moves the org's clock.
    func advance(by seconds: TimeInterval) async throws {
        try await control("/clock/advance", ["ms": Int((seconds * 1000).rounded())])
    }

    /// The code that was sent there last.
    func code(to address: String) async throws -> String? {
        struct Inbox: Decodable {
            let messages: [Letter]
        }
        let inbox = try await control("/inbox", nil)
        let messages = try JSONDecoder().decode(Inbox.self, from: inbox).messages
        return messages.last { $0.to == address && $0.code != nil }?.code
    }

    /// Uses a door of the control API.
    @discardableResult
    func control(_ door: String, _ body: [String: Any]?) async throws -> Data {
        let json = try body.map { try JSONSerialization.data(withJSONObject: $0) }
        return try await control(door, text: json.map { String(decoding: $0, as: UTF8.self) })
    }

    /// Uses a door of the control API, with a text as it is; reads it where there is none.
    @discardableResult
    func control(_ door: String, text: String?) async throws -> Data {
        let response = try await fetch(text == nil ? "GET" : "POST", org.controlUrl + door, body: text ?? "")
        guard response.status == 200 else { throw Refusal(text: response.body.expose()) }
        return Data(response.body.expose().utf8)
    }

    /// Where an address leads, in a browser that follows no redirects.
    func location(of address: RedactedUrl) async throws -> String? {
        let response = try await fetch("GET", address.text)
        return response.headers.first { $0.name.lowercased() == "location" }?.value.expose()
    }

    private func fetch(_ method: String, _ url: String, body: String = "") async throws -> TransportResponse {
        try await client.send(
            TransportRequest(
                id: 0, purpose: .submit, method: method, url: RedactedUrl(url), headers: [], body: Secret(body),
                background: false))
    }

    private static func line(of file: FileHandle) throws -> Data {
        var line = Data()
        while let byte = try file.read(upToCount: 1), byte != Data("\n".utf8) { line += byte }
        return line
    }
}
