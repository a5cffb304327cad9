import Foundation
import IdxFlow

/// The simulated org: where it is, and who lives there.
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

    /// The variable of the environment that says all this, in JSON.
    static let variable = "IDX_FLOW_ORG"

    private enum CodingKeys: String, CodingKey {
        case issuer, users
        case clientId = "client_id"
        case redirectUri = "redirect_uri"
        case controlUrl = "control_url"
    }
}

extension Org {
    /// The org that the environment names.
    init(environment: [String: String]) throws(ExitError) {
        guard let line = environment[Self.variable] else {
            throw .failed(
                """
                no org: \(Self.variable) is not set. It is the line of JSON that idx-flow-sim prints; \
                `cargo xtask demo swift` starts an org and this program.
                """)
        }
        do {
            self = try JSONDecoder().decode(Org.self, from: Data(line.utf8))
        } catch {
            throw .failed("no org: \(Self.variable) is not the line of JSON that idx-flow-sim prints")
        }
    }

    /// How an app is set up to sign in here.
    var config: FlowConfig {
        FlowConfig(
            issuer: issuer, clientId: clientId, redirectUri: redirectUri ?? "",
            scopes: ["openid", "profile", "email"])
    }
}
