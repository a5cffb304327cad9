//! The journeys that every language travels, over real HTTP with the adapter for ureq: their
//! transcripts are those of the virtual clock, to the letter.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests say what they expect by panicking"
)]

mod traveller;

use idx_flow_tests::journeys;
use idx_flow_tests::script::{Script, all, golden};

use traveller::Traveller;

/// Those that `journeys/README.md` tells of: eleven.
#[test]
fn each_script_has_the_org_of_its_journey() {
    let scripts = all();
    assert_eq!(scripts.len(), 11);
    for script in scripts {
        let journey = journeys::named(&script.name);
        assert_eq!(script.setup, (journey.setup)(), "{}", script.name);
    }
}

#[test]
fn each_transcript_is_that_of_the_virtual_clock() {
    for script in all() {
        assert_eq!(
            travel(&script, false),
            golden(&script.name),
            "{}",
            script.name
        );
    }
}

/// R1.
#[test]
fn a_host_that_dies_after_every_step_travels_the_same_way() {
    for script in all() {
        assert_eq!(
            travel(&script, true),
            golden(&script.name),
            "{}",
            script.name
        );
    }
}

fn travel(script: &Script, dies: bool) -> String {
    let mut traveller = Traveller::new(script, dies);
    for step in &script.steps {
        traveller.take(step);
    }
    traveller.transcript.to_string()
}
