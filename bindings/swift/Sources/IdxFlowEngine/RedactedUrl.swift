import Foundation

/// A URL. Its description omits the query and the fragment, which may contain a token.
public struct RedactedUrl: Hashable, Sendable {
    /// The complete URL, with its query and fragment.
    public let absoluteString: String

    /// Creates a redacted URL from a string.
    public init(_ absoluteString: String) { self.absoluteString = absoluteString }

    /// The complete URL, or `nil` if the string is not a valid URL.
    public var url: URL? { URL(string: absoluteString) }
}

extension RedactedUrl: Redacted, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The URL without its query and fragment.
    public var description: String { String(absoluteString.prefix { $0 != "?" && $0 != "#" }) }
}
