//! Clients that we did not write take the simulated org for an Okta org, or say why not.

use xshell::{Shell, cmd};

use super::{Part, browser};
use crate::log::{Outcome, passes};
use crate::tools::{java, node};
use crate::{org, target};

pub(super) const PART: Part = Part {
    name: "interop",
    steps: |shell, log| {
        log.step("auth-js", || auth_js(shell));
        log.step("Sign-In Widget", || browser::tests(shell, "interop/widget"));
        log.step("auth-rs", || auth_rs(shell));
        log.step("idx-java", || idx_java(shell));
    },
};

/// okta-auth-js, in Node.js.
fn auth_js(shell: &Shell) -> anyhow::Result<Outcome> {
    node::ensure_packages(shell)?;
    let sim = org::program(shell)?;
    passes(node::tests(shell, &sim, "interop/auth-js")?)
}

/// okta-auth-rs, outside the workspace, so that its dependencies stay out of ours.
fn auth_rs(shell: &Shell) -> anyhow::Result<Outcome> {
    let sim = org::program(shell)?;
    let built = target(shell)?.join("auth-rs");
    let test = cmd!(
        shell,
        "cargo test --locked --manifest-path tests/interop/auth-rs/Cargo.toml"
    );
    passes(test.env("CARGO_TARGET_DIR", built).env("IDX_FLOW_SIM", sim))
}

/// okta-idx-java.
fn idx_java(shell: &Shell) -> anyhow::Result<Outcome> {
    java::ensure_maven(shell)?;
    let sim = format!("-Didxflow.sim={}", org::program(shell)?.display());
    let words = ["--batch-mode", "--no-transfer-progress", "--file"];
    passes(cmd!(
        shell,
        "mvn {words...} tests/interop/idx-java {sim} test"
    ))
}
