import Foundation
import IdxFlow

/// Collects the secrets that were sent, received or typed, and finds them in other texts.
struct SecretScanner: Sendable {
    /// The secrets, with the names that each has on the wire.
    private(set) var secrets: [String: Set<String>] = [:]

    /// The names of JSON members, form fields and query parameters with secret values.
    private static let secretNames: Set<String> = [
        "stateHandle", "stateToken", "interactionHandle", "interaction_handle", "interaction_code", "code_verifier",
        "verifier", "state", "nonce", "client_secret", "activation_token", "recovery_token", "access_token",
        "refresh_token", "id_token", "device_secret", "device_token", "passcode", "password", "totp", "answer",
        "sharedSecret", "setupOVUrl", "otp", "token", "signedToken", "captchaToken", "clientData", "signatureData",
        "authenticatorData", "attestation",
    ]

    /// The names of all collected secrets.
    var names: Set<String> { secrets.values.reduce(into: []) { $0.formUnion($1) } }

    /// Adds a secret. Texts shorter than 6 bytes are ignored, because they may occur by chance.
    mutating func add(_ name: String, _ text: String) {
        if text.utf8.count >= 6 { secrets[text, default: []].insert(name) }
    }

    /// Returns the names of a secret that the text contains, or `nil` if it contains none.
    func leak(in text: String) -> Set<String>? {
        secrets.first { text.contains($0.key) }?.value
    }

    /// Adds the secrets of a request and its response.
    mutating func addExchange(_ request: TransportRequest, _ response: TransportResponse) {
        addQuery(of: request.url.absoluteString)
        for header in request.headers where header.name.lowercased() == "cookie" {
            let pair = header.value.expose().split(separator: "=", maxSplits: 1)
            add(String(pair[0]), String(pair[1]))
        }
        if !addJson(request.body.expose()) { addPairs(request.body.expose()) }
        addJson(response.body.expose())
    }

    /// Adds the secrets in a JSON text. Returns false if the text is not valid JSON.
    @discardableResult
    mutating func addJson(_ text: String) -> Bool {
        guard let value = try? JSONSerialization.jsonObject(with: Data(text.utf8)) else { return false }
        addJson(value, named: nil)
        return true
    }

    /// Adds an image: its bytes in base64, decimal and hexadecimal.
    mutating func addImage(_ bytes: Data) {
        let head = bytes.dropFirst(33).prefix(24)
        add("qrcode", bytes.base64EncodedString())
        add("qrcode", String(bytes.base64EncodedString().prefix(96)))
        add("qrcode", head.map { String($0) }.joined(separator: ", "))
        for format in ["%02x", "%02X"] { add("qrcode", head.map { String(format: format, $0) }.joined()) }
    }

    /// Also adds form fields such as `{"name": "stateHandle", "value": …}`, QR codes and the queries of
    /// links.
    private mutating func addJson(_ value: Any, named name: String?) {
        if let text = value as? String, let name { return add(name, text) }
        for item in value as? [Any] ?? [] { addJson(item, named: nil) }
        guard let members = value as? [String: Any] else { return }
        for (key, value) in members {
            if let text = value as? String, key == "href" {
                addLink(text)
            } else {
                let fieldName = key == "value" ? members["name"] as? String : nil
                addJson(value, named: [fieldName, key].compactMap { $0 }.first(where: Self.secretNames.contains))
            }
        }
    }

    private mutating func addLink(_ url: String) {
        guard url.hasPrefix("data:"), let comma = url.firstIndex(of: ",") else { return addQuery(of: url) }
        if let bytes = Data(base64Encoded: String(url[url.index(after: comma)...])) { addImage(bytes) }
    }

    private mutating func addQuery(of url: String) {
        if let mark = url.firstIndex(of: "?") { addPairs(String(url[url.index(after: mark)...])) }
    }

    private mutating func addPairs(_ text: String) {
        for pair in text.split(separator: "&") {
            let pair = pair.split(separator: "=", maxSplits: 1).map(String.init)
            guard pair.count == 2, Self.secretNames.contains(pair[0]) else { continue }
            add(pair[0], pair[1].removingPercentEncoding ?? pair[1])
        }
    }
}

/// A `URLSessionTransport` that collects the secrets of all exchanges.
final class RecordingTransport: IdxTransport {
    let scanner = AwaitableValue(SecretScanner())
    private let transport = URLSessionTransport()

    func send(_ request: TransportRequest) async throws -> TransportResponse {
        let response = try await transport.send(request)
        scanner.update { $0.addExchange(request, response) }
        return response
    }
}
