import Foundation
import IdxFlow

/// Every secret that crossed the wire, was typed or opened, and whether one shows in a text.
struct SecretScanner: Sendable {
    /// The secrets, and what each is called on the wire.
    private(set) var secrets: [String: Set<String>] = [:]

    /// The wire's words for what must not show.
    private static let names: Set<String> = [
        "stateHandle", "stateToken", "interactionHandle", "interaction_handle", "interaction_code", "code_verifier",
        "verifier", "state", "nonce", "client_secret", "activation_token", "recovery_token", "access_token",
        "refresh_token", "id_token", "device_secret", "device_token", "passcode", "password", "totp", "answer",
        "sharedSecret", "setupOVUrl", "otp", "token", "signedToken", "captchaToken", "clientData", "signatureData",
        "authenticatorData", "attestation",
    ]

    /// What kinds of secrets there are.
    var kinds: Set<String> { secrets.values.reduce(into: []) { $0.formUnion($1) } }

    /// Adds one secret; short texts would be found by chance.
    mutating func add(_ name: String, _ text: String) {
        if text.utf8.count >= 6 { secrets[text, default: []].insert(name) }
    }

    /// Which secret shows in a text, in its own words.
    func shown(in text: String) -> Set<String>? {
        secrets.first { text.contains($0.key) }?.value
    }

    /// Takes in what a request and its response carry.
    mutating func exchange(_ request: TransportRequest, _ response: TransportResponse) {
        query(of: request.url.absoluteString)
        for header in request.headers where header.name.lowercased() == "cookie" {
            let pair = header.value.expose().split(separator: "=", maxSplits: 1)
            add(String(pair[0]), String(pair[1]))
        }
        if !json(text: request.body.expose()) { pairs(request.body.expose()) }
        json(text: response.body.expose())
    }

    /// Takes in a JSON text; false where it is none.
    @discardableResult
    mutating func json(text: String) -> Bool {
        guard let value = try? JSONSerialization.jsonObject(with: Data(text.utf8)) else { return false }
        json(value, called: nil)
        return true
    }

    /// Takes in a picture: no form of its bytes may show.
    mutating func picture(_ bytes: Data) {
        let head = bytes.dropFirst(33).prefix(24)
        add("qrcode", bytes.base64EncodedString())
        add("qrcode", String(bytes.base64EncodedString().prefix(96)))
        add("qrcode", head.map { String($0) }.joined(separator: ", "))
        for format in ["%02x", "%02X"] { add("qrcode", head.map { String(format: format, $0) }.joined()) }
    }

    /// Also the fields of a form that are named like a secret, `{"name": "stateHandle", "value": …}`, the
    /// picture of a QR code, and the query of an address.
    private mutating func json(_ value: Any, called name: String?) {
        if let text = value as? String, let name { return add(name, text) }
        for item in value as? [Any] ?? [] { json(item, called: nil) }
        guard let members = value as? [String: Any] else { return }
        for (key, value) in members {
            if let text = value as? String, key == "href" {
                address(text)
            } else {
                let named = key == "value" ? members["name"] as? String : nil
                json(value, called: [named, key].compactMap { $0 }.first(where: Self.names.contains))
            }
        }
    }

    private mutating func address(_ text: String) {
        guard text.hasPrefix("data:"), let comma = text.firstIndex(of: ",") else { return query(of: text) }
        if let bytes = Data(base64Encoded: String(text[text.index(after: comma)...])) { picture(bytes) }
    }

    /// Takes in the secrets in the query of an address.
    mutating func query(of address: String) {
        if let mark = address.firstIndex(of: "?") { pairs(String(address[address.index(after: mark)...])) }
    }

    private mutating func pairs(_ text: String) {
        for pair in text.split(separator: "&") {
            let pair = pair.split(separator: "=", maxSplits: 1).map(String.init)
            guard pair.count == 2, Self.names.contains(pair[0]) else { continue }
            add(pair[0], pair[1].removingPercentEncoding ?? pair[1])
        }
    }
}

/// The platform's transport, which takes in every secret that crosses.
final class RecordingTransport: IdxTransport {
    let secrets = Watched(SecretScanner())
    private let inner = URLSessionTransport()

    func send(_ request: TransportRequest) async throws -> TransportResponse {
        let response = try await inner.send(request)
        secrets.change { $0.exchange(request, response) }
        return response
    }
}
