import Foundation
import Testing

/// A scenario that every language travels: `tests/scenarios/{name}.json`.
struct Script: Sendable, CustomTestStringConvertible {
    let name: String
    /// What the org is like, for `idx-flow-sim --setup`.
    let setup: Data
    /// What the user does: a verb and its texts.
    let steps: [[String]]

    var testDescription: String { name }

    static let all: [Script] = {
        let names = (try? Workspace.files(in: "tests/scenarios", ending: ".json")) ?? []
        return names.compactMap { try? Script(String($0.dropLast(5))) }
    }()

    init(_ name: String) throws {
        let text = try Workspace.text("tests/scenarios/\(name).json")
        let json = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        self.name = name
        setup = try JSONSerialization.data(withJSONObject: json?["setup"] ?? [:])
        steps = json?["steps"] as? [[String]] ?? []
    }

    /// The transcript that Rust has on the virtual clock.
    var golden: String {
        get throws {
            let text = try Workspace.text("tests/tests/snapshots/scenarios__\(name).snap")
            let header = text.range(of: "\n---\n")
            let transcript = header.map { text[$0.upperBound...] } ?? ""
            return transcript.trimmingCharacters(in: .newlines)
        }
    }
}
