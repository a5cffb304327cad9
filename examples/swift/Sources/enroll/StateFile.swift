import Foundation
import IdxFlow

/// The file in which a flow outlives this process. Whoever can read it can go on with the sign-in: it
/// is its owner's alone.
struct StateFile {
    let path: String

    /// What was kept; `nil` where there is no such file.
    func load() throws(ExitError) -> Snapshot? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        do {
            return Snapshot(try String(contentsOfFile: path, encoding: .utf8))
        } catch {
            throw .failed("\(path) cannot be read")
        }
    }

    /// Keeps a flow. There is a whole file at every moment: the old one, or the new.
    func save(_ snapshot: Snapshot) throws(ExitError) {
        let new = path + ".new"
        unlink(new)
        // not made by Foundation: that would let others read it until the permissions are set
        let file = open(new, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard file >= 0 else { throw cannotWrite() }
        do {
            let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
            try handle.write(contentsOf: Data(snapshot.expose().utf8))
            try handle.close()
        } catch {
            throw cannotWrite()
        }
        guard rename(new, path) == 0 else { throw cannotWrite() }
    }

    /// The flow has ended.
    func delete() {
        unlink(path)
    }

    private func cannotWrite() -> ExitError {
        .failed("\(path) cannot be written: \(String(cString: strerror(errno)))")
    }
}
