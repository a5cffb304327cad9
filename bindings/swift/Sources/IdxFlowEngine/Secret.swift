/// A string that must not be printed: a password, a code or a token.
///
/// Printing, interpolating, dumping or reflecting it yields `[secret]`. Only ``expose()`` returns the
/// text.
public struct Secret: Hashable, Sendable, ExpressibleByStringLiteral {
    private let text: String

    /// Creates a secret from a string.
    public init(_ text: String) { self.text = text }

    /// Creates a secret from a string literal.
    public init(stringLiteral text: String) { self.text = text }

    /// Returns the text. Keep it out of logs and error messages.
    public func expose() -> String { text }

    /// Whether the text is empty.
    public var isEmpty: Bool { text.isEmpty }
}

extension Secret: Redacted, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always `[secret]`.
    public var description: String { "[secret]" }
}
