import Foundation
import IdxFlow

/// Signs in to a simulated org from the terminal and enrolls Okta Verify: `enroll --help`.
@main
@MainActor
enum Enroll {
    static func main() async {
        do {
            let arguments = try Arguments(Array(CommandLine.arguments.dropFirst()))
            if arguments.help { return Terminal.say(Arguments.usage) }
            try await run(arguments)
        } catch let error as WrongArguments {
            complain("enroll: \(error.text). Try enroll --help.")
            exit(Exit.wrongArguments)
        } catch {
            end(ExitError(error))
        }
    }

    private static func run(_ arguments: Arguments) async throws {
        let org = try Org(environment: ProcessInfo.processInfo.environment)
        let user = org.users.first
        Terminal.say("A simulated Okta org at \(org.issuer), with a simulated phone.")
        let attended = Terminal.isAttended ? Attended(user: user) : nil
        defer { attended?.rest() }
        let signIn = SignIn(
            org: org, file: arguments.state.map { StateFile(path: $0) }, polls: arguments.polls,
            person: attended ?? Unattended(user: user))
        let tokens = try await signIn.run()
        attended?.rest()
        Terminal.say("\n" + Words.success(tokens).joined(separator: "\n"))
    }

    private static func end(_ stop: ExitError) -> Never {
        switch stop {
        case .left:
            Terminal.say(stop.text)
            exit(Exit.success)
        case .canceled:
            Terminal.say(stop.text)
            exit(Exit.canceled)
        case .failed(let reason):
            complain("Not signed in: \(reason)")
            exit(Exit.failed)
        }
    }

    private static func complain(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data((text + "\n").utf8))
    }
}

/// What the program ends with.
enum Exit {
    static let success: Int32 = 0
    static let failed: Int32 = 1
    static let wrongArguments: Int32 = 2
    /// The exit code of what Ctrl-C ended, as shells have it.
    static let canceled: Int32 = 130
}
