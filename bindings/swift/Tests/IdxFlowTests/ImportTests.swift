import IdxFlow
import Testing

extension All {
    @Suite("What an app imports")
    struct Imports {
        // this file imports what an app does, and would not compile otherwise
        @Test("One import brings the values' own module, by which a name that clashes is told apart")
        func one() {
            struct Message {}
            #expect(IdxFlowEngine.Message.self != Message.self)
            #expect(IdxFlowEngine.Secret("canary").expose() == "canary")
        }
    }
}
