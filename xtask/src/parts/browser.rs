//! Pages in Chromium.

use xshell::{Shell, cmd};

use super::Part;
use crate::log::{Outcome, passes};
use crate::tools::{node, redis};
use crate::{org, target};

pub(super) const PART: Part = Part {
    name: "browser",
    steps: |shell, log| {
        log.step("console", || tests(shell, "browser/console"));
        log.step("web", || web(shell));
    },
};

/// A folder of `tests` whose tests drive pages.
pub(super) fn tests(shell: &Shell, folder: &str) -> anyhow::Result<Outcome> {
    node::ensure_packages(shell)?;
    node::ensure_chromium(shell)?;
    let sim = org::program(shell)?;
    passes(node::tests(shell, &sim, folder)?)
}

/// The sample app: its processes with a Redis server between them, and its pages.
fn web(shell: &Shell) -> anyhow::Result<Outcome> {
    redis::ensure_server(shell)?;
    let test = cmd!(
        shell,
        "cargo test --package idx-flow-web --test web -- --ignored"
    );
    test.run()?;
    node::ensure_packages(shell)?;
    node::ensure_chromium(shell)?;
    let sim = org::program(shell)?;
    cmd!(shell, "cargo build --quiet --package idx-flow-web").run()?;
    let web = target(shell)?.join(format!(
        "debug/idx-flow-web{}",
        std::env::consts::EXE_SUFFIX
    ));
    passes(node::tests(shell, &sim, "web")?.env("IDX_FLOW_WEB", web))
}
