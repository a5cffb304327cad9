//! Every Rust test of the workspace: unit and integration tests, examples, doc tests.

use xshell::cmd;

use super::part::Part;
use crate::log::passes;

pub(super) const PART: Part = Part {
    name: "rust",
    requirements: &[],
    steps: |shell, log| {
        log.step("rust", || {
            passes(cmd!(shell, "cargo test --workspace --no-fail-fast"))
        });
    },
};
