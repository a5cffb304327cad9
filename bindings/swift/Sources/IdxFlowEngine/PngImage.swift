import Foundation

/// The bytes of a PNG picture. What prints it says how many there are.
public struct PngImage: Hashable, Sendable {
    /// The bytes.
    public let data: Data

    /// Takes the bytes in.
    public init(_ data: Data) { self.data = data }
}

extension PngImage: Redacted, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// `PngImage(1234 bytes)`.
    public var description: String { "PngImage(\(data.count) bytes)" }
}
