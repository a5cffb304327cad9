//! One flow that is handed over between Rust, Kotlin and Swift.

use xshell::{Shell, cmd};

use super::part::Part;
use crate::log::{Outcome, passes};
use crate::programs;
use crate::tools::debian;
use crate::tools::java::MAVEN;
use crate::tools::swift::{SWIFT, Swift};

pub(super) const PART: Part = Part {
    name: "handover",
    requirements: &[&MAVEN, &SWIFT],
    steps: |shell, log| log.step("handover", || run(shell)),
};

fn run(shell: &Shell) -> anyhow::Result<Outcome> {
    debian::check(shell, &MAVEN)?;
    Swift::ensure(shell)?;
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
