//! One flow that changes hands between Rust, Kotlin and Swift.

use xshell::{Shell, cmd};

use super::Part;
use crate::log::{Outcome, passes};
use crate::programs;

pub(super) const PART: Part = Part {
    name: "handover",
    steps: |shell, log| log.step("handover", || run(shell)),
};

fn run(shell: &Shell) -> anyhow::Result<Outcome> {
    let kotlin = serde_json::to_string(&programs::kotlin(shell)?)?;
    let swift = serde_json::to_string(&programs::swift(shell)?)?;
    let test = cmd!(
        shell,
        "cargo test --package idx-flow-tests --test handover -- --ignored"
    );
    passes(
        test.env("IDX_FLOW_ENROLL_KOTLIN", kotlin)
            .env("IDX_FLOW_ENROLL_SWIFT", swift),
    )
}
