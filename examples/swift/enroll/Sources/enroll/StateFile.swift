import Foundation
import IdxFlow

/// A file that keeps a flow, for its owner alone. (An app uses the keychain.)
struct StateFile {
    let path: String

    /// What was kept; none where there is nothing yet.
    func read() throws -> Snapshot? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        return Snapshot(try String(contentsOfFile: path, encoding: .utf8))
    }

    /// Replaces what was kept, in one step: a reader sees the old or the new.
    func write(_ snapshot: Snapshot) throws {
        let new = path + ".new"
        try? FileManager.default.removeItem(atPath: new)
        let attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
        let data = Data(snapshot.expose().utf8)
        guard FileManager.default.createFile(atPath: new, contents: data, attributes: attributes),
            rename(new, path) == 0
        else { throw Complaint.notSignedIn("the flow cannot be kept in \(path)") }
    }

    func delete() {
        try? FileManager.default.removeItem(atPath: path)
    }
}
