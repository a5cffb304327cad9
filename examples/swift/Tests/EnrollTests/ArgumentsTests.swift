import Testing

@testable import enroll

@Suite("Arguments")
struct ArgumentsTests {
    @Test("Valid arguments are parsed")
    func valid() throws {
        #expect(try Arguments([]) == Arguments())
        #expect(try Arguments(["--state", "f"]) == Arguments(state: "f"))
        #expect(try Arguments(["--polls", "3", "--state", "f"]) == Arguments(state: "f", polls: 3))
        #expect(try Arguments(["--state=a=b", "--polls=1"]) == Arguments(state: "a=b", polls: 1))
        #expect(try Arguments(["-h"]).help && Arguments(["--help"]).help)
    }

    @Test(
        "Invalid arguments are rejected with a reason",
        arguments: [
            (["--state"], "--state requires a value"),
            (["--state="], "--state requires a value"),
            (["--state", "f", "--polls", "0"], "--polls requires a number greater than 0"),
            (["--state", "f", "--polls", "two"], "--polls requires a number greater than 0"),
            (["--polls", "1"], "--polls requires --state FILE, where the sign-in is saved"),
            (["--help=x"], "unknown argument: --help=x"),
            (["org.json"], "unknown argument: org.json"),
        ])
    func invalid(arguments: [String], text: String) {
        #expect(throws: ArgumentError(text)) { try Arguments(arguments) }
    }
}
