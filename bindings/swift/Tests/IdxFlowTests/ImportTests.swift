import IdxFlow
import Testing

extension AllTests {
    @Suite("Imports")
    struct ImportTests {
        // this file imports only what an app imports: it does not compile if `IdxFlow` does not export
        // the rest
        @Test("A type with a name that clashes is available as a member of IdxFlowEngine")
        func clashingNames() {
            struct Message {}
            #expect(IdxFlowEngine.Message.self != Message.self)
            #expect(IdxFlowEngine.Secret("text").expose() == "text")
        }
    }
}
