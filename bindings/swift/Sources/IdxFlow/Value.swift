import IdxFlowEngine

extension Prompt {
    /// Creates an answer to a remediation of this prompt. `values` are keyed by the paths of the fields.
    ///
    /// ```swift
    /// let answer = prompt.answer(form, ["identifier": "ada@example.com", "rememberMe": true])
    /// try await flow.submit(answer)
    /// ```
    ///
    /// The answer is bound to this prompt: if another one has replaced it, the flow rejects the answer.
    public func answer(_ remediation: Remediation, _ values: [String: Value] = [:]) -> Answer {
        Answer(remediation: remediation.id, values: values, promptVersion: version)
    }
}

extension Answer {
    /// Returns a copy that leaves out the constant with this path: one of the `optionalConstants` of the
    /// remediation or of a choice.
    public func without(_ path: String) -> Answer {
        let omitted = omitted.contains(path) ? omitted : omitted + [path]
        return Answer(remediation: remediation, values: values, omitted: omitted, promptVersion: promptVersion)
    }
}

extension Value {
    /// A text, or the `id` of a choice.
    public static func text(_ text: String) -> Value { .text(text: Secret(text)) }

    /// A secret text, such as a password or a code.
    public static func text(_ text: Secret) -> Value { .text(text: text) }

    /// A Boolean value.
    public static func bool(_ value: Bool) -> Value { .bool(value: value) }

    /// An integer.
    public static func number(_ number: Int) -> Value { .number(text: Secret(String(number))) }

    /// A decimal number. A form rejects infinity and NaN.
    public static func number(_ number: Double) -> Value { .number(text: Secret(String(number))) }

    /// A list of texts, for a field of the kind `set`, or of the `id` of choices.
    public static func textList(_ texts: [String]) -> Value { .textList(texts: texts.map { Secret($0) }) }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByArrayLiteral
{
    /// Creates a text.
    public init(stringLiteral text: String) { self = .text(text) }

    /// Creates a Boolean value.
    public init(booleanLiteral value: Bool) { self = .bool(value) }

    /// Creates an integer.
    public init(integerLiteral number: Int) { self = .number(number) }

    /// Creates a decimal number.
    public init(floatLiteral number: Double) { self = .number(number) }

    /// Creates a list of texts.
    public init(arrayLiteral texts: String...) { self = .textList(texts) }
}
