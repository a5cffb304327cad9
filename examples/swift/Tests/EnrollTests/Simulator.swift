import Foundation

@testable import enroll

/// A simulated org in a process of its own. The process ends with this object.
final class Simulator {
    let org: Org
    private let process = Process()

    /// Starts an org that requires Okta Verify.
    init() throws {
        let setup = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).json")
        try Data(#"{"policy": {"required": ["okta_verify"]}}"#.utf8).write(to: setup)
        defer { try? FileManager.default.removeItem(at: setup) }
        process.executableURL = Self.program
        // `--attached`: the simulator exits when this process closes its standard input, also if it
        // crashes
        process.arguments = ["--attached", "--setup", setup.path]
        process.standardInput = Pipe()
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        var line = Data()
        while let byte = try output.fileHandleForReading.read(upToCount: 1), byte != Data("\n".utf8) { line += byte }
        org = try Org(environment: [Org.variable: String(decoding: line, as: UTF8.self)])
    }

    deinit {
        // SIGTERM has no effect: the child inherits the blocked signals of the concurrency threads
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// The value of `IDX_FLOW_SIM`, or the output of `cargo build -p idx-flow-sim`.
    private static var program: URL {
        if let path = ProcessInfo.processInfo.environment["IDX_FLOW_SIM"] { return URL(fileURLWithPath: path) }
        return URL(fileURLWithPath: #filePath + "/../../../../../target/debug/idx-flow-sim").standardized
    }
}
