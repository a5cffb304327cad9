//! Pages in Chromium.

use xshell::Shell;

use super::Part;
use crate::log::{Outcome, passes};
use crate::org;
use crate::tools::node;

pub(super) const PART: Part = Part {
    name: "browser",
    steps: |shell, log| {
        log.step("console", || tests(shell, "console"));
    },
};

/// A folder of `tests/js` whose tests drive pages.
fn tests(shell: &Shell, folder: &str) -> anyhow::Result<Outcome> {
    node::ensure_packages(shell)?;
    node::ensure_chromium(shell)?;
    let sim = org::program(shell)?;
    passes(node::tests(shell, &sim, folder)?)
}
