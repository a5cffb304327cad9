import Testing

/// All tests, one after the other: they count what is alive in the process.
@Suite(.serialized, .timeLimit(.minutes(2)))
enum All {}

extension All {
    @Suite("Journeys by the platform's HTTP client, against the simulated org")
    struct Journeys {
        @Test("There are eleven that every language travels")
        func eleven() {
            #expect(Script.all.map(\.name) == ["A4", "C1", "C2", "C4", "E1", "E3", "E7", "P1", "P14", "P3", "P5"])
        }

        @Test("A journey has the transcript that it has in Rust, to the letter", arguments: Script.all)
        func transcript(of script: Script) async throws {
            let traveller = try await Traveller(script)
            try await traveller.travel(script)
            #expect(try traveller.story == script.golden)
        }

        @Test("It is the same where the process dies after every step (R1)", arguments: Script.all)
        func transcriptWithDeaths(of script: Script) async throws {
            let traveller = try await Traveller(script, dies: true)
            try await traveller.travel(script)
            #expect(try traveller.story == script.golden)
        }
    }
}
