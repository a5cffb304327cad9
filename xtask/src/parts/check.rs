//! The static checks: rustfmt, dependency allow-list, import cycles, file sizes, clippy, docs.

mod cycles;
pub(crate) mod dependencies;
mod sizes;
mod tools;

use xshell::{Shell, cmd};

use super::part::Part;
use crate::log::{Log, passes};

pub(crate) const PART: Part = Part {
    name: "check",
    requirements: &[],
    steps,
};

fn steps(shell: &Shell, log: &mut Log) {
    log.step("tools", || tools::run(shell));
    log.step("format", || passes(cmd!(shell, "cargo fmt --all --check")));
    log.step("dependencies", || dependencies::run(shell));
    log.step("cycles", || cycles::run(shell));
    log.step("sizes", || sizes::run(&shell.current_dir()));
    log.step("clippy", || {
        passes(cmd!(
            shell,
            "cargo clippy --workspace --all-targets -- -D warnings"
        ))
    });
    log.step("docs", || {
        let doc = cmd!(shell, "cargo doc --workspace --no-deps");
        passes(doc.env("RUSTDOCFLAGS", "-D warnings"))
    });
}
