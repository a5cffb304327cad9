/// What the program is told on its command line.
struct Arguments {
    static let help = """
        Enrols Okta Verify by QR code against a simulated org.

        Usage: IDX_FLOW_ORG="$(the line that idx-flow-sim prints)" enroll [--state FILE] [--polls N]

          --state FILE  keep the flow in FILE (for you alone to read), and go on from it where it is there
          --polls N     leave after N answered polls; the flow goes on from FILE the next time
        """

    /// Where the flow outlives the process.
    var state: String?
    /// After how many answered polls to leave.
    var polls = Int.max
    var wantsHelp = false

    /// - Throws: ``Complaint/usage(_:)``.
    init(_ words: some Sequence<String>) throws {
        var words = words.makeIterator()
        while let word = words.next() {
            switch word {
            case "--state":
                guard let file = words.next() else { throw Complaint.usage("--state needs a file") }
                state = file
            case "--polls":
                guard let count = words.next().flatMap(Int.init), count > 0 else {
                    throw Complaint.usage("--polls needs a number")
                }
                polls = count
            case "--help", "-h": wantsHelp = true
            default: throw Complaint.usage("unknown: \(word)")
            }
        }
    }
}

/// Why the program ends without having signed anybody in, for people.
enum Complaint: Error {
    /// The command line, or the environment, is not as it should be.
    case usage(String)
    /// What happened instead.
    case notSignedIn(String)
}
