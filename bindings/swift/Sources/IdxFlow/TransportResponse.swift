import Foundation
import IdxFlowEngine

extension TransportResponse {
    /// What came back, as a transport has it.
    ///
    /// - Parameters:
    ///   - status: The status code.
    ///   - headers: Names and values, in any order.
    ///   - bytes: The body, read as UTF-8; what is none becomes U+FFFD.
    public init(status: Int, headers: [(name: String, value: String)], bytes: Data) {
        self.init(
            status: Int32(clamping: status),
            headers: headers.map { HttpHeader(name: $0.name, value: Secret($0.value)) },
            body: Secret(String(decoding: bytes, as: UTF8.self))
        )
    }
}
