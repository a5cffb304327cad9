//! Web pages in Chromium.

use std::env::consts::EXE_SUFFIX;

use xshell::{Shell, cmd};

use super::part::Part;
use crate::log::{Outcome, passes};
use crate::org;
use crate::tools::debian;
use crate::tools::node::{self, CHROMIUM, NODE};
use crate::tools::redis;
use crate::workspace::target;

pub(super) const PART: Part = Part {
    name: "browser",
    requirements: &[&NODE, &CHROMIUM, &redis::SERVER],
    steps: |shell, log| {
        log.step("console", || tests(shell, "browser/console"));
        log.step("web", || web(shell));
    },
};

/// The browser tests in a folder of `tests`.
pub(super) fn tests(shell: &Shell, folder: &str) -> anyhow::Result<Outcome> {
    prepare(shell)?;
    let simulator = org::program(shell)?;
    passes(node::tests(shell, &simulator, folder)?)
}

/// The sample web app: two processes that share a Redis server, and its pages.
fn web(shell: &Shell) -> anyhow::Result<Outcome> {
    debian::check(shell, &redis::SERVER)?;
    prepare(shell)?;
    let test = cmd!(
        shell,
        "cargo test --package idx-flow-web --test web -- --ignored"
    );
    test.run()?;
    let simulator = org::program(shell)?;
    cmd!(shell, "cargo build --quiet --package idx-flow-web").run()?;
    let web = target(shell)?.join(format!("debug/idx-flow-web{EXE_SUFFIX}"));
    passes(node::tests(shell, &simulator, "browser/web")?.env("IDX_FLOW_WEB", web))
}

fn prepare(shell: &Shell) -> anyhow::Result<()> {
    debian::check(shell, &NODE)?;
    debian::check(shell, &CHROMIUM)?;
    node::install_packages(shell)
}
