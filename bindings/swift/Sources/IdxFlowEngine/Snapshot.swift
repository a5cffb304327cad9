/// A whole flow as text, to outlive the process.
///
/// It is a credential: whoever has it can go on with the sign-in. Keep it in the keychain, bound to
/// this device, and delete it when the flow has ended.
public struct Snapshot: Hashable, Sendable {
    private let text: String

    /// Takes in a text that ``expose()`` gave out. It is looked at when it is restored.
    public init(_ text: String) { self.text = text }

    /// The text, to be kept safe.
    public func expose() -> String { text }
}

/// Encoded, it is its text: what it is encoded into has to be kept as safe.
extension Snapshot: Codable {
    /// Reads the text.
    public init(from decoder: any Decoder) throws {
        text = try decoder.singleValueContainer().decode(String.self)
    }

    /// Writes the text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

extension Snapshot: Redacted, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always `Snapshot([secret])`.
    public var description: String { "Snapshot([secret])" }
}
