import Foundation
import IdxFlow

/// Returns the lines after a sign-in: the user, the scopes and the claims of the ID token. They contain
/// no token.
func success(_ tokens: Tokens, now: Date = Date()) -> [String] {
    var rows = [("Scopes", tokens.scopes.joined(separator: " "))]
    if let expiresAt = tokens.expiresAt { rows.append(("Expires in", Labels.clock(expiresAt.timeIntervalSince(now)))) }
    guard let token = tokens.idToken else {
        return ["Signed in. The app requested no ID token."] + table(rows)
    }
    let login = token.preferredUsername ?? token.email ?? token.subject
    let user = token.name.map { "\($0) (\(login))" } ?? login
    return ["Signed in as \(user)"] + table(rows) + ["", "ID token claims"] + table(claims(token.claims.expose()))
}

/// Returns the names and values of the claims, sorted by name, without those that are of no use to a
/// user. The list is empty if `json` is not a JSON object.
func claims(_ json: String) -> [(String, String)] {
    let claims = try? JSONDecoder().decode([String: Claim].self, from: Data(json.utf8))
    let visible = (claims ?? [:]).filter { !["at_hash", "c_hash", "jti", "nonce"].contains($0.key) }
    return visible.sorted { $0.key < $1.key }.map { ($0.key, $0.value.text(of: $0.key)) }
}

private enum Claim: Decodable {
    case bool(Bool)
    case number(Int)
    case text(String)
    case list([Claim])
    case other

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let bool = try? value.decode(Bool.self) {
            self = .bool(bool)
        } else if let number = try? value.decode(Int.self) {
            self = .number(number)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let list = try? value.decode([Claim].self) {
            self = .list(list)
        } else {
            self = .other
        }
    }

    func text(of name: String) -> String {
        switch self {
        case .bool(let bool): "\(bool)"
        case .number(let seconds) where ["auth_time", "exp", "iat", "updated_at"].contains(name):
            Date(timeIntervalSince1970: TimeInterval(seconds)).formatted(.iso8601)
        case .number(let number): "\(number)"
        case .text(let text): text
        case .list(let list): list.map { $0.text(of: "") }.joined(separator: ", ")
        case .other: "…"
        }
    }
}

/// Formats rows in two aligned columns.
private func table(_ rows: [(String, String)]) -> [String] {
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { name, value in "  \(name.padding(toLength: width, withPad: " ", startingAt: 0))  \(value)" }
}
