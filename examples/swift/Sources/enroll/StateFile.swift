import Foundation
import IdxFlow

/// A file with the snapshot of a flow. It is a credential: only its owner can read it.
struct StateFile {
    let path: String

    /// Returns the saved snapshot, or `nil` if the file does not exist.
    func load() throws(ExitError) -> Snapshot? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        do {
            return Snapshot(try String(contentsOfFile: path, encoding: .utf8))
        } catch {
            throw .failed("\(path) cannot be read")
        }
    }

    /// Replaces the file atomically.
    func save(_ snapshot: Snapshot) throws(ExitError) {
        let newPath = path + ".new"
        unlink(newPath)
        // Foundation would set the permissions only after it has created the file
        let file = open(newPath, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard file >= 0 else { throw writeError() }
        do {
            let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
            try handle.write(contentsOf: Data(snapshot.expose().utf8))
            try handle.close()
        } catch {
            throw writeError()
        }
        guard rename(newPath, path) == 0 else { throw writeError() }
    }

    /// Deletes the file when the flow has ended.
    func delete() {
        unlink(path)
    }

    private func writeError() -> ExitError {
        .failed("\(path) cannot be written: \(String(cString: strerror(errno)))")
    }
}
