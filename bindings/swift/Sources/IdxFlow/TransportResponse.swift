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
}
