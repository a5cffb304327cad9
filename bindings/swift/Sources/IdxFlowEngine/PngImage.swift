import Foundation

/// An image in PNG format. Its description contains only the number of bytes.
public struct PngImage: Hashable, Sendable {
    /// The bytes of the PNG file.
    public let data: Data

    /// Creates an image from the bytes of a PNG file.
    public init(_ data: Data) { self.data = data }
}

extension PngImage: Redacted, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The size, for example `PngImage(1234 bytes)`.
    public var description: String { "PngImage(\(data.count) bytes)" }
}
