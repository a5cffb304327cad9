import IdxFlowEngine

extension Prompt {
    /// The first remediation of this name.
    public func remediation(named name: RemediationName) -> Remediation? {
        remediations.first { $0.name == name }
    }

    /// The remediation of this id.
    public func remediation(_ id: String) -> Remediation? {
        remediations.first { $0.id == id }
    }

    /// All messages: those at the top, then those at the fields, hidden fields and the fields of
    /// choices included.
    public var allMessages: [Message] {
        messages + remediations.flatMap { ($0.fields + $0.hidden).flatMap(\.allMessages) }
    }
}

extension Remediation {
    /// The field of this path, also in the form of a choice.
    public func field(_ path: String) -> Field? {
        find(path, in: fields) ?? find(path, in: hidden)
    }
}

extension Field {
    fileprivate var allMessages: [Message] {
        messages + choices.flatMap { ($0.fields + $0.hidden).flatMap(\.allMessages) }
    }
}

private func find(_ path: String, in fields: [Field]) -> Field? {
    for field in fields {
        if field.path == path { return field }
        for choice in field.choices {
            if let found = find(path, in: choice.fields) ?? find(path, in: choice.hidden) { return found }
        }
    }
    return nil
}
