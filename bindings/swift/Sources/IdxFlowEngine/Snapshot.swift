/// A saved flow, as text.
///
/// A snapshot is a credential: anyone who has it can continue the sign-in. Keep it in the keychain, bound
/// to this device, and delete it when the flow has ended.
public struct Snapshot: Hashable, Sendable {
    private let text: String

    /// Creates a snapshot from the text that ``expose()`` returned. The text is validated on restore.
    public init(_ text: String) { self.text = text }

    /// Returns the text. Store it where other apps and users cannot read it.
    public func expose() -> String { text }
}

/// A snapshot is encoded as its text. Protect the encoded form like the snapshot itself.
extension Snapshot: Codable {
    /// Decodes the text.
    public init(from decoder: any Decoder) throws {
        text = try decoder.singleValueContainer().decode(String.self)
    }

    /// Encodes the text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

extension Snapshot: Redacted, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always `Snapshot([secret])`.
    public var description: String { "Snapshot([secret])" }
}
