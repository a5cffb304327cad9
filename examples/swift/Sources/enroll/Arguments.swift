/// The command line arguments.
struct Arguments: Equatable {
    /// The path of the state file.
    var state: String?
    /// The number of answered polls after which the program stops.
    var polls: Int?
    var help = false

    static let usage = """
        Signs in to a simulated Okta org in the terminal, and enrolls Okta Verify by QR code.

        Usage: enroll [--state FILE [--polls N]]

          --state FILE  save the sign-in in FILE after every change, and continue from FILE if it exists.
                        The file is a credential. It is deleted when the sign-in ends.
          --polls N     stop after N answered polls and keep FILE
          -h, --help    print this text

        The environment variable IDX_FLOW_ORG selects the org. It contains the line of JSON that idx-flow-sim
        prints. `cargo xtask demo swift` starts the org and this program. If standard input or output is not a
        terminal, the program answers as the first user of the org, and the simulated phone scans the QR code
        after the first poll.

        Exit codes: 0 signed in, or stopped after N polls; 1 failed; 2 invalid arguments; 130 canceled.
        """
}

extension Arguments {
    /// Parses the arguments after the program's name. `--state FILE` and `--state=FILE` are equivalent.
    init(_ arguments: [String]) throws(ArgumentError) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let value = { () throws(ArgumentError) in
                let value = parts.count == 2 ? parts[1] : rest.popFirst()
                guard let value, !value.isEmpty else { throw ArgumentError("\(parts[0]) requires a value") }
                return value
            }
            switch parts[0] {
            case "--state": state = try value()
            case "--polls":
                guard let number = Int(try value()), number > 0 else {
                    throw ArgumentError("--polls requires a number greater than 0")
                }
                polls = number
            case "--help" where parts.count == 1, "-h" where parts.count == 1: help = true
            default: throw ArgumentError("unknown argument: \(argument)")
            }
        }
        if polls != nil, state == nil, !help {
            throw ArgumentError("--polls requires --state FILE, where the sign-in is saved")
        }
    }
}

/// The arguments are invalid.
struct ArgumentError: Error, Equatable {
    let text: String

    init(_ text: String) { self.text = text }
}
