import Foundation
import IdxFlow
import Testing

@testable import enroll

@Suite("The file in which a flow outlives the program")
struct StateFileTests {
    let file = StateFile(path: FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID())").path)

    @Test("What is saved is loaded, the newest of it, until it is deleted")
    func kept() throws {
        defer { file.delete() }
        #expect(try file.load() == nil)
        try file.save(Snapshot("old"))
        try file.save(Snapshot("new"))
        #expect(try file.load() == Snapshot("new"))
        file.delete()
        #expect(try file.load() == nil)
    }

    @Test("Nobody but its owner can read it, whoever could read what was there before")
    func owner() throws {
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

    @Test("Where it cannot be, the reason is said")
    func nowhere() {
        let nowhere = StateFile(path: file.path + "/flow")
        #expect(throws: ExitError.failed("\(nowhere.path) cannot be written: No such file or directory")) {
            try nowhere.save(Snapshot("secret"))
        }
    }
}
