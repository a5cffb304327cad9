import Testing

/// All tests, one after the other: they count what is alive in the process.
@Suite(.serialized, .timeLimit(.minutes(2)))
enum All {}

extension All {
    @Suite("Scenarios by the platform's HTTP client, against the simulated org")
    struct Scenarios {
        @Test("There are eleven that every language travels")
        func eleven() {
            #expect(Script.all.map(\.name) == ["A4", "C1", "C2", "C4", "E1", "E3", "E7", "P1", "P14", "P3", "P5"])
        }

        @Test("A scenario has the transcript that it has in Rust, to the letter", arguments: Script.all)
        func transcript(of script: Script) async throws {
            let runner = try await ScenarioRunner(script)
            try await runner.runScenario(script)
            #expect(try runner.story == script.golden)
        }

        @Test("It is the same where the process dies after every step (R1)", arguments: Script.all)
        func transcriptWithDeaths(of script: Script) async throws {
            let runner = try await ScenarioRunner(script, dies: true)
            try await runner.runScenario(script)
            #expect(try runner.story == script.golden)
        }
    }
}
