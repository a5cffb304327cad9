import Testing

@testable import enroll

@Suite("The command line")
struct ArgumentsTests {
    @Test("A state is a file, and polls are counted from one on")
    func good() throws {
        #expect(try Arguments([]) == Arguments())
        #expect(try Arguments(["--state", "f"]) == Arguments(state: "f"))
        #expect(try Arguments(["--polls", "3", "--state", "f"]) == Arguments(state: "f", polls: 3))
        #expect(try Arguments(["--state=a=b", "--polls=1"]) == Arguments(state: "a=b", polls: 1))
        #expect(try Arguments(["-h"]).help && Arguments(["--help"]).help)
    }

    @Test(
        "What is wrong is said in words",
        arguments: [
            (["--state"], "--state needs a value"),
            (["--state="], "--state needs a value"),
            (["--state", "f", "--polls", "0"], "--polls needs a number from 1 on"),
            (["--state", "f", "--polls", "two"], "--polls needs a number from 1 on"),
            (["--polls", "1"], "--polls needs --state: what is left is kept there"),
            (["--help=x"], "--help=x is not known"),
            (["org.json"], "org.json is not known"),
        ])
    func bad(words: [String], text: String) {
        #expect(throws: WrongArguments(text)) { try Arguments(words) }
    }
}
