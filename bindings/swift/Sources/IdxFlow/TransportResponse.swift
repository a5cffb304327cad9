import Foundation
import IdxFlowEngine

extension TransportResponse {
    /// Creates a response from the values that an HTTP client provides.
    ///
    /// - Parameters:
    ///   - status: The status code.
    ///   - headers: The names and values, in any order.
    ///   - bytes: The body. Invalid UTF-8 is replaced with U+FFFD.
    public init(status: Int, headers: [(name: String, value: String)], bytes: Data) {
        self.init(
            status: Int32(clamping: status),
            headers: headers.map { HttpHeader(name: $0.name, value: Secret($0.value)) },
            body: Secret(String(decoding: bytes, as: UTF8.self))
        )
    }

    /// The `x-okta-request-id`: the ID by which Okta's support finds the request in the org's logs.
    ///
    /// It is `nil` if it is missing, or is not an ID of at most 128 printable ASCII characters.
    public var oktaRequestId: String? {
        let header = headers.first { $0.name.lowercased() == "x-okta-request-id" }
        guard let id = header?.value.expose(), (1...128).contains(id.utf8.count) else { return nil }
        return id.utf8.allSatisfy { (0x21...0x7E).contains($0) } ? id : nil
    }
}
