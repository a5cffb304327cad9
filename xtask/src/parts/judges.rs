//! Clients that we did not write take the simulated org for an Okta org, or say why not.

use xshell::Shell;

use super::Part;
use crate::log::{Outcome, passes};
use crate::org;
use crate::tools::node;

pub(super) const PART: Part = Part {
    name: "judges",
    steps: |shell, log| {
        log.step("auth-js", || auth_js(shell));
    },
};

/// okta-auth-js, in Node.js.
fn auth_js(shell: &Shell) -> anyhow::Result<Outcome> {
    node::ensure_packages(shell)?;
    let sim = org::program(shell)?;
    passes(node::tests(shell, &sim, "auth-js")?)
}
