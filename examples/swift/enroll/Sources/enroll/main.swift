import Foundation
import IdxFlow

// Enrols Okta Verify by its QR code against a simulated org.

do {
    let arguments = try Arguments(CommandLine.arguments.dropFirst())
    if arguments.wantsHelp {
        Terminal.say(Arguments.help)
    } else {
        try await Enrolment(Org.fromEnvironment(), arguments).run()
    }
} catch {
    if Terminal.isAttended { Terminal.echo(true) }
    let (text, code): (String, Int32) =
        switch error {
        case Complaint.usage(let text): ("\(text)\n\n\(Arguments.help)", 2)
        case Complaint.notSignedIn(let text): ("Not signed in: \(text)", 1)
        default: ("Not signed in: \(error.localizedDescription)", 1)
        }
    FileHandle.standardError.write(Data((text + "\n").utf8))
    exit(code)
}
