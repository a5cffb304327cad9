import Foundation

@testable import enroll

/// A simulated org in a process of its own, which ends with this object.
final class Simulation {
    let org: Org
    private let process = Process()

    /// One that wants Okta Verify, and is polled often.
    init() throws {
        let setup = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).json")
        try Data(#"{"policy": {"required": ["okta_verify"], "poll_interval_ms": 50}}"#.utf8).write(to: setup)
        defer { try? FileManager.default.removeItem(at: setup) }
        process.executableURL = Self.program
        // it ends when its input does: also where these tests are killed
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
        // SIGTERM would not do: a child inherits the signals that the threads of async code block
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// `IDX_FLOW_SIM`, else where `cargo build -p idx-flow-sim` puts it.
    private static var program: URL {
        if let path = ProcessInfo.processInfo.environment["IDX_FLOW_SIM"] { return URL(fileURLWithPath: path) }
        return URL(fileURLWithPath: #filePath + "/../../../../../target/debug/idx-flow-sim").standardized
    }
}
