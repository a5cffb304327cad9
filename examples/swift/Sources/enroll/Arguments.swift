/// What was asked for on the command line.
struct Arguments: Equatable {
    /// Where the flow is kept while it is under way.
    var state: String?
    /// After how many answered polls to leave.
    var polls: Int?
    var help = false

    static let usage = """
        Signs in to a simulated Okta org and enrolls Okta Verify by its QR code.

        Usage: enroll [--state FILE [--polls N]]

          --state FILE   keep the flow in FILE, which only its owner can read, after every change; go on
                         from it where it is there; delete it at the end. It is a credential.
          --polls N      leave after N answered polls, and keep FILE
          --help         this text

        The org is what the environment variable IDX_FLOW_ORG says: the line that idx-flow-sim prints.
        Where nobody is at a terminal, the org's first user signs in by herself.

        Exit codes: 0 signed in, or left after N polls; 1 failed; 2 wrong arguments; 130 canceled.
        """
}

extension Arguments {
    /// Reads the words behind the program's name, `--state FILE` as well as `--state=FILE`.
    init(_ words: [String]) throws(WrongArguments) {
        var rest = words[...]
        while let word = rest.popFirst() {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let value = { () throws(WrongArguments) in
                let value = parts.count == 2 ? parts[1] : rest.popFirst()
                guard let value, !value.isEmpty else { throw WrongArguments("\(parts[0]) needs a value") }
                return value
            }
            switch parts[0] {
            case "--state": state = try value()
            case "--polls":
                guard let number = Int(try value()), number > 0 else {
                    throw WrongArguments("--polls needs a number from 1 on")
                }
                polls = number
            case "--help" where parts.count == 1, "-h" where parts.count == 1: help = true
            default: throw WrongArguments("\(word) is not known")
            }
        }
        if polls != nil, state == nil, !help {
            throw WrongArguments("--polls needs --state: what is left is kept there")
        }
    }
}

/// What is wrong with the arguments, in words.
struct WrongArguments: Error, Equatable {
    let text: String

    init(_ text: String) { self.text = text }
}
