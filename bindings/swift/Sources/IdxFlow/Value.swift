import IdxFlowEngine

extension Prompt {
    /// An answer to a remediation of this prompt, with values by the paths of its fields.
    ///
    /// ```swift
    /// try await flow.submit(prompt.answer(form, ["email": .text(email), "rememberMe": true]))
    /// ```
    ///
    /// It is for this prompt alone: where a poll was faster than the user it is refused, rather than taken
    /// to a form of the same name.
    public func answer(_ remediation: Remediation, _ values: [String: Value] = [:]) -> Answer {
        Answer(remediation: remediation.id, values: values, prompt: number)
    }
}

extension Remediation {
    /// An answer to this remediation on whatever prompt there is, with values by the paths of its fields.
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
    public static func bool(_ flag: Bool) -> Value { .bool(value: flag) }

    /// A number.
    public static func number(_ number: Int) -> Value { .number(text: Secret(String(number))) }

    /// A number. What is not finite is no number to a form.
    public static func number(_ number: Double) -> Value { .number(text: Secret(String(number))) }

    /// Several texts (fields of the kind `set`).
    public static func textList(_ texts: [String]) -> Value { .textList(texts: texts.map { Secret($0) }) }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByArrayLiteral
{
    /// A text.
    public init(stringLiteral text: String) { self = .text(text) }

    /// Yes or no.
    public init(booleanLiteral flag: Bool) { self = .bool(flag) }

    /// A number.
    public init(integerLiteral number: Int) { self = .number(number) }

    /// A number.
    public init(floatLiteral number: Double) { self = .number(number) }

    /// Several texts.
    public init(arrayLiteral texts: String...) { self = .textList(texts) }
}
