import IdxFlowEngine

extension Prompt {
    /// Returns the first remediation with this name.
    public func remediation(named name: RemediationName) -> Remediation? {
        remediations.first { $0.name == name }
    }

    /// Returns the remediation with this ID.
    public func remediation(_ id: String) -> Remediation? {
        remediations.first { $0.id == id }
    }

    /// All messages: those of the prompt first, then those of its fields.
    ///
    /// Hidden fields and the fields of choices are included.
    public var allMessages: [Message] {
        messages + remediations.flatMap { ($0.fields + $0.hidden).flatMap(\.allMessages) }
    }
}

extension Remediation {
    /// Returns the field with this path. The fields of choices are searched, too.
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
