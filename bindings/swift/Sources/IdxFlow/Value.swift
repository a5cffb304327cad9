import IdxFlowEngine

extension Remediation {
    /// An answer to this remediation, with values by the paths of its fields.
    ///
    /// ```swift
    /// try await flow.answer(form.answer(["email": .text(email), "rememberMe": true]))
    /// ```
    public func answer(_ values: [String: Value] = [:]) -> Answer {
        Answer(remediation: id, values: values)
    }
}

extension Value {
    /// A text, or the `id` of a choice.
    public static func text(_ text: String) -> Value { .text(text: Secret(text)) }

    /// A text that nobody else should see.
    public static func text(_ text: Secret) -> Value { .text(text: text) }

    /// Yes or no.
    public static func flag(_ flag: Bool) -> Value { .flag(flag: flag) }

    /// A number.
    public static func number(_ number: Int) -> Value { .number(text: Secret(String(number))) }

    /// A number. What is not finite is no number to a form.
    public static func number(_ number: Double) -> Value { .number(text: Secret(String(number))) }

    /// Several texts (fields of the kind `set`).
    public static func texts(_ texts: [String]) -> Value { .texts(texts: texts.map { Secret($0) }) }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByArrayLiteral
{
    /// A text.
    public init(stringLiteral text: String) { self = .text(text) }

    /// Yes or no.
    public init(booleanLiteral flag: Bool) { self = .flag(flag) }

    /// A number.
    public init(integerLiteral number: Int) { self = .number(number) }

    /// A number.
    public init(floatLiteral number: Double) { self = .number(number) }

    /// Several texts.
    public init(arrayLiteral texts: String...) { self = .texts(texts) }
}
