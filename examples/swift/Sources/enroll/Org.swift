import Foundation
import IdxFlow

/// The simulated org: its URLs and its users.
struct Org: Decodable, Equatable {
    struct User: Decodable, Equatable {
        let login: String
        let password: String?
    }

    let issuer: String
    let clientId: String
    let redirectUri: String?
    let users: [User]
    let controlUrl: String

    /// The environment variable with the line of JSON that `idx-flow-sim` prints.
    static let variable = "IDX_FLOW_ORG"

    private enum CodingKeys: String, CodingKey {
        case issuer, users
        case clientId = "client_id"
        case redirectUri = "redirect_uri"
        case controlUrl = "control_url"
    }
}

extension Org {
    /// Reads the org from the environment.
    init(environment: [String: String]) throws(ExitError) {
        guard let line = environment[Self.variable] else {
            throw .failed(
                """
                \(Self.variable) is not set. Set it to the line of JSON that idx-flow-sim prints, or start an org \
                and this program with `cargo xtask demo swift`.
                """)
        }
        do {
            self = try JSONDecoder().decode(Org.self, from: Data(line.utf8))
        } catch {
            throw .failed("\(Self.variable) is not valid. Set it to the line of JSON that idx-flow-sim prints.")
        }
    }

    /// The configuration of a flow that signs in to this org.
    var config: FlowConfig {
        FlowConfig(
            issuer: issuer, clientId: clientId, redirectUri: redirectUri ?? "",
            scopes: ["openid", "profile", "email"])
    }
}
