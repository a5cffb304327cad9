/// A text that must not show: a password, a code, a token.
///
/// What prints it, dumps it or puts it into a message writes `[secret]`; ``expose()`` is the one way
/// to the text.
public struct Secret: Hashable, Sendable, ExpressibleByStringLiteral {
    private let text: String

    /// Takes the text in.
    public init(_ text: String) { self.text = text }

    /// Takes the text in.
    public init(stringLiteral text: String) { self.text = text }

    /// The text itself. What is done with it is your care: not a log, not an error text.
    public func expose() -> String { text }

    /// Whether there is no text at all.
    public var isEmpty: Bool { text.isEmpty }
}

extension Secret: Redacted, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always `[secret]`.
    public var description: String { "[secret]" }
}
