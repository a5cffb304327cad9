import Foundation

/// The files of the repository.
enum Workspace {
    /// The folder that contains `uniffi.toml`.
    static let root: URL = {
        var folder = URL(fileURLWithPath: #filePath)
        repeat {
            folder.deleteLastPathComponent()
            precondition(folder.path != "/", "run these tests inside the repository of idx-flow")
        } while !FileManager.default.fileExists(atPath: folder.appendingPathComponent("uniffi.toml").path)
        return folder
    }()

    /// The simulator: the value of `IDX_FLOW_SIM`, or the output of `cargo build -p idx-flow-sim`.
    static let simulator: URL = {
        if let path = ProcessInfo.processInfo.environment["IDX_FLOW_SIM"] { return URL(fileURLWithPath: path) }
        return root.appendingPathComponent("target/debug/idx-flow-sim")
    }()

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    static func files(in folder: String, ending: String) throws -> [String] {
        let names = try FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent(folder).path)
        return names.filter { $0.hasSuffix(ending) }.sorted()
    }
}
