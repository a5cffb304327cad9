import Testing

/// All tests. They run one after the other, because some count the engines and files of the process.
@Suite(.serialized, .timeLimit(.minutes(2)))
enum AllTests {}

extension AllTests {
    @Suite("Scenarios against the simulator")
    struct ScenarioTests {
        @Test("There are fifteen scenarios")
        func names() {
            let names = [
                "A4", "C1", "C2", "C4", "E1", "E3", "E7", "P1", "P14", "P3", "P5", "S1", "S2", "S4", "S6",
            ]
            #expect(Scenario.all.map(\.name) == names)
        }

        @Test("A scenario has the same transcript as in Rust", arguments: Scenario.all)
        func transcript(of scenario: Scenario) async throws {
            let runner = try await ScenarioRunner(scenario)
            try await runner.run(scenario)
            #expect(try runner.transcriptText == scenario.expectedTranscript)
        }

        @Test("A scenario has the same transcript if the process dies after every step", arguments: Scenario.all)
        func transcriptWithRestarts(of scenario: Scenario) async throws {
            let runner = try await ScenarioRunner(scenario, restartsAfterEachStep: true)
            try await runner.run(scenario)
            #expect(try runner.transcriptText == scenario.expectedTranscript)
        }
    }
}
