//! The Kotlin packages: built with Maven and tested against the simulator over loopback HTTP.

use xshell::{Shell, cmd};

use super::part::Part;
use crate::log::{Outcome, passes};
use crate::tools::debian;
use crate::tools::java::{self, MAVEN};
use crate::{bindings, org};

pub(super) const PART: Part = Part {
    name: "kotlin",
    requirements: &[&MAVEN],
    steps: |shell, log| {
        log.step("kotlin", || run(shell));
        log.step("android", || android(shell));
    },
};

fn run(shell: &Shell) -> anyhow::Result<Outcome> {
    debian::check(shell, &MAVEN)?;
    let bindings = bindings::build(shell)?;
    let sim = org::program(shell)?;
    let sim = format!("-Didxflow.sim={}", sim.display());
    passes(java::maven(shell, &bindings, &[&sim, "verify"]))
}

/// The checks of the Android module that need no Android SDK.
fn android(shell: &Shell) -> anyhow::Result<Outcome> {
    debian::check(shell, &MAVEN)?;
    let check = cmd!(shell, "bash bindings/kotlin/android/check.sh");
    check.run()?;
    Ok(Outcome::Passed(
        "checked, but not built: that needs an Android SDK".to_owned(),
    ))
}
