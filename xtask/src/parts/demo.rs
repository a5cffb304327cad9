//! The demo as in the README, `cargo run`, without a terminal.

use anyhow::bail;
use xshell::{Shell, cmd};

use super::part::Part;
use crate::log::Outcome;

/// The start of the line that reports success.
const SIGNED_IN: &str = "Signed in";

pub(super) const PART: Part = Part {
    name: "demo",
    requirements: &[],
    steps: |shell, log| log.step("demo", || run(shell)),
};

fn run(shell: &Shell) -> anyhow::Result<Outcome> {
    let output = cmd!(shell, "cargo run --quiet").ignore_status().output()?;
    let printed = String::from_utf8_lossy(&output.stdout);
    eprint!("{printed}{}", String::from_utf8_lossy(&output.stderr));
    if !output.status.success() {
        bail!("the demo exited with {}", output.status);
    }
    match printed.lines().find(|line| line.starts_with(SIGNED_IN)) {
        Some(line) => Ok(Outcome::Passed(line.to_owned())),
        None => bail!("the demo printed no line that starts with `{SIGNED_IN}`"),
    }
}
