import Foundation

/// An address. What prints it leaves out its query and its fragment: they may carry a token.
public struct RedactedUrl: Hashable, Sendable {
    /// The address in full.
    public let absoluteString: String

    /// Takes the address in.
    public init(_ absoluteString: String) { self.absoluteString = absoluteString }

    /// The same as a URL, where it is one.
    public var url: URL? { URL(string: absoluteString) }
}

extension RedactedUrl: Redacted, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The address without its query and its fragment.
    public var description: String { String(absoluteString.prefix { $0 != "?" && $0 != "#" }) }
}
