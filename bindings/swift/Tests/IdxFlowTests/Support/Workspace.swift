import Foundation

/// Where things are in the repository.
enum Workspace {
    /// The folder with `uniffi.toml`.
    static let root: URL = {
        var folder = URL(fileURLWithPath: #filePath)
        repeat {
            folder.deleteLastPathComponent()
            precondition(folder.path != "/", "these tests run inside the repository of idx-flow")
        } while !FileManager.default.fileExists(atPath: folder.appendingPathComponent("uniffi.toml").path)
        return folder
    }()

    /// The simulated org: `IDX_FLOW_SIM`, or where `cargo build -p idx-flow-sim` puts it.
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
