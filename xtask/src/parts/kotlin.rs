//! The Kotlin packages: built with Maven, tested against the simulated org over loopback HTTP.

use xshell::{Shell, cmd};

use super::Part;
use crate::log::{Outcome, passes};
use crate::tools::java;
use crate::{bindings, org};

pub(super) const PART: Part = Part {
    name: "kotlin",
    steps: |shell, log| {
        log.step("kotlin", || run(shell));
        log.step("android", || android(shell));
    },
};

fn run(shell: &Shell) -> anyhow::Result<Outcome> {
    let bindings = bindings::build(shell)?;
    let sim = org::program(shell)?;
    java::ensure_maven(shell)?;
    let sim = format!("-Didxflow.sim={}", sim.display());
    passes(java::maven(shell, &bindings, &[&sim, "verify"]))
}

/// What can be checked of the Android module without an Android SDK.
fn android(shell: &Shell) -> anyhow::Result<Outcome> {
    let check = cmd!(shell, "bash bindings/kotlin/android/check.sh");
    check.run()?;
    Ok(Outcome::Passed(
        "without an Android SDK it is checked, and not built".to_owned(),
    ))
}
