import Foundation
import IdxFlow
import Testing

@testable import enroll

@Suite("The state file")
struct StateFileTests {
    let file = StateFile(path: FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID())").path)

    @Test("The newest snapshot is loaded until the file is deleted")
    func load() throws {
        defer { file.delete() }
        #expect(try file.load() == nil)
        try file.save(Snapshot("old"))
        try file.save(Snapshot("new"))
        #expect(try file.load() == Snapshot("new"))
        file.delete()
        #expect(try file.load() == nil)
    }

    @Test("Only the owner can read the file, even if others could read an earlier one")
    func permissions() throws {
        defer { file.delete() }
        for name in [file.path, file.path + ".new"] {
            _ = FileManager.default.createFile(
                atPath: name, contents: nil, attributes: [.posixPermissions: 0o644])
        }
        try file.save(Snapshot("secret"))
        let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(!FileManager.default.fileExists(atPath: file.path + ".new"))
    }

    @Test("A write error is reported with its reason")
    func writeError() {
        let invalidFile = StateFile(path: file.path + "/flow")
        #expect(throws: ExitError.failed("\(invalidFile.path) cannot be written: No such file or directory")) {
            try invalidFile.save(Snapshot("secret"))
        }
    }
}
