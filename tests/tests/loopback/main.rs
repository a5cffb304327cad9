//! The scenarios that every language travels, over real HTTP with the adapter for ureq: their
//! transcripts are those of the virtual clock, to the letter.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests say what they expect by panicking"
)]

mod scenario_runner;

use idx_flow_tests::scenarios;
use idx_flow_tests::script::{Script, all, golden};

use scenario_runner::ScenarioRunner;

/// Those that `scenarios/README.md` tells of: eleven.
#[test]
fn each_script_has_the_org_of_its_scenario() {
    let scripts = all();
    assert_eq!(scripts.len(), 11);
    for script in scripts {
        let scenario = scenarios::named(&script.name);
        assert_eq!(script.setup, (scenario.setup)(), "{}", script.name);
    }
}

#[test]
fn each_transcript_is_that_of_the_virtual_clock() {
    for script in all() {
        assert_eq!(
            run_scenario(&script, false),
            golden(&script.name),
            "{}",
            script.name
        );
    }
}

/// R1.
#[test]
fn a_host_that_restarts_after_every_step_gives_the_same_transcript() {
    for script in all() {
        assert_eq!(
            run_scenario(&script, true),
            golden(&script.name),
            "{}",
            script.name
        );
    }
}

fn run_scenario(script: &Script, dies: bool) -> String {
    let mut scenario_runner = ScenarioRunner::new(script, dies);
    for step in &script.steps {
        scenario_runner.take(step);
    }
    scenario_runner.transcript.to_string()
}
