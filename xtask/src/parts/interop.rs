//! Interop tests: third-party clients sign in to the simulator.

use xshell::{Shell, cmd};

use super::browser;
use super::part::Part;
use crate::log::{Outcome, passes};
use crate::org;
use crate::tools::debian;
use crate::tools::java::MAVEN;
use crate::tools::node::{self, CHROMIUM, NODE};
use crate::workspace::target;

pub(super) const PART: Part = Part {
    name: "interop",
    requirements: &[&NODE, &CHROMIUM, &MAVEN],
    steps: |shell, log| {
        log.step("auth-js", || auth_js(shell));
        log.step("Sign-In Widget", || browser::tests(shell, "interop/widget"));
        log.step("auth-rs", || auth_rs(shell));
        log.step("idx-java", || idx_java(shell));
    },
};

/// okta-auth-js, in Node.js.
fn auth_js(shell: &Shell) -> anyhow::Result<Outcome> {
    debian::check(shell, &NODE)?;
    node::install_packages(shell)?;
    let simulator = org::program(shell)?;
    passes(node::tests(shell, &simulator, "interop/auth-js")?)
}

/// okta-auth-rs. It is not a member of the workspace, so that its dependencies stay out of ours.
fn auth_rs(shell: &Shell) -> anyhow::Result<Outcome> {
    let simulator = org::program(shell)?;
    let target = target(shell)?.join("auth-rs");
    let manifest = "tests/interop/auth-rs/Cargo.toml";
    let test = cmd!(shell, "cargo test --locked --manifest-path {manifest}");
    passes(
        test.env("CARGO_TARGET_DIR", target)
            .env("IDX_FLOW_SIM", simulator),
    )
}

/// okta-idx-java.
fn idx_java(shell: &Shell) -> anyhow::Result<Outcome> {
    debian::check(shell, &MAVEN)?;
    let simulator = format!("-Didxflow.sim={}", org::program(shell)?.display());
    let options = ["--batch-mode", "--no-transfer-progress", "--file"];
    passes(cmd!(
        shell,
        "mvn {options...} tests/interop/idx-java {simulator} test"
    ))
}
