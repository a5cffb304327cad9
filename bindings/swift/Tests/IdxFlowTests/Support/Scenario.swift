import Foundation
import Testing

/// A scenario that runs in every language: `tests/scenarios/{name}.json`.
struct Scenario: Sendable, CustomTestStringConvertible {
    let name: String
    /// The setup of the simulated org, for `idx-flow-sim --setup`.
    let setup: Data
    /// The user's actions: each is a verb and its arguments.
    let steps: [[String]]

    var testDescription: String { name }

    static let all: [Scenario] = {
        let names = (try? Workspace.files(in: "tests/scenarios", ending: ".json")) ?? []
        return names.compactMap { try? Scenario(String($0.dropLast(5))) }
    }()

    init(_ name: String) throws {
        let text = try Workspace.text("tests/scenarios/\(name).json")
        let json = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        self.name = name
        setup = try JSONSerialization.data(withJSONObject: json?["setup"] ?? [:])
        steps = json?["steps"] as? [[String]] ?? []
    }

    /// The transcript of the Rust implementation.
    var expectedTranscript: String {
        get throws {
            let text = try Workspace.text("tests/tests/snapshots/scenarios__\(name).snap")
            let header = text.range(of: "\n---\n")
            let transcript = header.map { text[$0.upperBound...] } ?? ""
            return transcript.trimmingCharacters(in: .newlines)
        }
    }
}
