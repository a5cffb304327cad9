extension IdToken: CustomReflectable {
    /// A mirror without children: the claims identify the user.
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
