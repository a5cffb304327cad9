import Foundation

/// An address. What prints it leaves out its query and its fragment: they may carry a token.
public struct Address: Hashable, Sendable {
    /// The address in full.
    public let text: String

    /// Takes the address in.
    public init(_ text: String) { self.text = text }

    /// The same as a URL, where it is one.
    public var url: URL? { URL(string: text) }
}

extension Address: Redacted, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The address without its query and its fragment.
    public var description: String { String(text.prefix { $0 != "?" && $0 != "#" }) }
}
