//! The demo as a newcomer runs it: `cargo run`, here with nobody at the keyboard.

use anyhow::bail;
use xshell::{Shell, cmd};

use super::Part;
use crate::log::Outcome;

/// How the line begins that says the sign-in went through.
const SIGNED_IN: &str = "Signed in";

pub(super) const PART: Part = Part {
    name: "demo",
    steps: |shell, log| log.step("demo", || run(shell)),
};

fn run(shell: &Shell) -> anyhow::Result<Outcome> {
    let output = cmd!(shell, "cargo run --quiet").ignore_status().output()?;
    let said = String::from_utf8_lossy(&output.stdout);
    eprint!("{said}{}", String::from_utf8_lossy(&output.stderr));
    if !output.status.success() {
        bail!("the demo ended with {}", output.status);
    }
    match said.lines().find(|line| line.starts_with(SIGNED_IN)) {
        Some(line) => Ok(Outcome::Passed(line.to_owned())),
        None => bail!("the demo printed no line that begins with `{SIGNED_IN}`"),
    }
}
