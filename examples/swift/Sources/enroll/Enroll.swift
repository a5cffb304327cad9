import Foundation
import IdxFlow

/// Signs in to a simulated org in the terminal and enrolls Okta Verify. See `enroll --help`.
@main
@MainActor
enum Enroll {
    static func main() async {
        do {
            let arguments = try Arguments(Array(CommandLine.arguments.dropFirst()))
            if arguments.help { return Terminal.printLine(Arguments.usage) }
            try await run(arguments)
        } catch let error as ArgumentError {
            printError("enroll: \(error.text). See enroll --help.")
            exit(ExitCode.invalidArguments)
        } catch {
            end(with: ExitError(error))
        }
    }

    private static func run(_ arguments: Arguments) async throws {
        let org = try Org(environment: ProcessInfo.processInfo.environment)
        let user = org.users.first
        Terminal.printLine("A simulated Okta org with a simulated phone runs at \(org.issuer).")
        if let user, let password = user.password {
            Terminal.printLine("Sign in as \(user.login) with the password \(password).")
        }
        let attended = Terminal.isInteractive ? Attended(user: user) : nil
        defer { attended?.restoreTerminal() }
        let signIn = SignIn(
            org: org, file: arguments.state.map { StateFile(path: $0) }, maxPolls: arguments.polls,
            input: attended ?? Unattended(user: user))
        let tokens = try await signIn.run()
        attended?.restoreTerminal()
        Terminal.printLine("\n" + success(tokens).joined(separator: "\n"))
    }

    private static func end(with error: ExitError) -> Never {
        switch error {
        case .stopped:
            Terminal.printLine(error.text)
            exit(ExitCode.success)
        case .canceled:
            Terminal.printLine(error.text)
            exit(ExitCode.canceled)
        case .failed(let reason):
            printError("Sign-in failed: \(reason)")
            exit(ExitCode.failed)
        }
    }

    private static func printError(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data((text + "\n").utf8))
    }
}

enum ExitCode {
    static let success: Int32 = 0
    static let failed: Int32 = 1
    static let invalidArguments: Int32 = 2
    /// The exit code that shells use after Ctrl-C.
    static let canceled: Int32 = 130
}
