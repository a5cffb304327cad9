import Foundation

/// The bytes of a PNG picture. What prints it says how many there are.
public struct Picture: Hashable, Sendable {
    /// The bytes.
    public let data: Data

    /// Takes the bytes in.
    public init(_ data: Data) { self.data = data }
}

extension Picture: Redacted, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// `Picture(1234 bytes)`.
    public var description: String { "Picture(\(data.count) bytes)" }
}
