//! The data-driven scenarios over loopback HTTP with the ureq adapter. Their transcripts must equal
//! those of the virtual clock.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests state their expectations by panicking"
)]

mod scenario_runner;

use idx_flow_tests::scenarios;
use idx_flow_tests::script::{Script, all, expected_requests, expected_transcript};

use scenario_runner::ScenarioRunner;

#[test]
fn each_script_has_the_setup_of_its_scenario() {
    for script in all() {
        let scenario = scenarios::named(&script.name);
        assert_eq!(script.setup, (scenario.setup)(), "{}", script.name);
    }
}

#[test]
fn each_transcript_equals_that_of_the_virtual_clock() {
    for script in all() {
        let runner = run_scenario(&script, false);
        let name = &script.name;
        let transcript = runner.transcript.to_string();
        assert_eq!(transcript, expected_transcript(name), "{name}");
        let requests = runner.requests.to_string();
        assert_eq!(requests, expected_requests(name), "{name}");
    }
}

/// R1.
#[test]
fn each_transcript_is_the_same_if_the_host_restarts_after_every_step() {
    for script in all() {
        let transcript = run_scenario(&script, true).transcript.to_string();
        assert_eq!(
            transcript,
            expected_transcript(&script.name),
            "{}",
            script.name
        );
    }
}

fn run_scenario(script: &Script, restarts: bool) -> ScenarioRunner {
    let mut runner = ScenarioRunner::new(script, restarts);
    for step in &script.steps {
        runner.run_step(step);
    }
    runner
}
