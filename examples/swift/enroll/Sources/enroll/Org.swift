import Foundation
import IdxFlow

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// A simulated org, as `idx-flow-sim` presents itself in one line of JSON.
struct Org: Decodable {
    struct User: Decodable {
        let login: String
        let password: String?
    }

    let issuer: String
    let client_id: String
    let redirect_uri: String
    let control_url: String
    let users: [User]

    /// - Throws: ``Complaint/usage(_:)`` where `IDX_FLOW_ORG` is missing or something else.
    static func fromEnvironment() throws -> Org {
        guard let line = ProcessInfo.processInfo.environment["IDX_FLOW_ORG"] else {
            throw Complaint.usage("IDX_FLOW_ORG is not set: it holds the line that idx-flow-sim prints")
        }
        do {
            return try JSONDecoder().decode(Org.self, from: Data(line.utf8))
        } catch {
            throw Complaint.usage("IDX_FLOW_ORG is not a line that idx-flow-sim prints")
        }
    }

    var config: FlowConfig {
        FlowConfig(
            issuer: issuer, clientId: client_id, redirectUri: redirect_uri, scopes: ["openid", "profile", "email"],
            userAgent: "enroll-swift")
    }

    /// The org's phone scans the picture.
    func scan(_ picture: Picture) async throws {
        try await usePhone("scan", picture.data)
    }

    /// The org's phone opens the activation link that was sent there last.
    func openLink(sentTo address: String) async throws {
        try await usePhone("open", JSONEncoder().encode(["to": address]))
    }

    private func usePhone(_ door: String, _ body: Data) async throws {
        guard let url = URL(string: "\(control_url)/phone/\(door)") else { return }
        var request = URLRequest(url: url)
        request.httpMethod = "POST"
        request.httpBody = body
        let (reply, response) = try await URLSession.shared.data(for: request)
        guard (response as? HTTPURLResponse)?.statusCode == 200 else {
            throw Complaint.notSignedIn("the org's phone refused: \(String(decoding: reply, as: UTF8.self))")
        }
    }
}
