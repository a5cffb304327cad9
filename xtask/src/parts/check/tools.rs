//! rustfmt and clippy. A minimal Rust toolchain lacks them, and rustup can add them.

use anyhow::{Context, bail};
use xshell::{Shell, cmd};

use crate::log::Outcome;

pub(super) fn run(shell: &Shell) -> anyhow::Result<Outcome> {
    let missing: Vec<_> = [("fmt", "rustfmt"), ("clippy", "clippy")]
        .into_iter()
        .filter(|(command, _)| !works(shell, command))
        .map(|(_, component)| component)
        .collect();
    if missing.is_empty() {
        return Ok(Outcome::Passed(String::new()));
    }
    let names = missing.join(" ");
    if cmd!(shell, "rustup --version").quiet().read().is_err() {
        bail!("{names} missing: install them for your toolchain (rustup is not installed)");
    }
    cmd!(shell, "rustup component add {missing...}")
        .run()
        .with_context(|| format!("{names} missing, and rustup could not add them"))?;
    Ok(Outcome::Passed(format!("added {names}")))
}

fn works(shell: &Shell, command: &str) -> bool {
    let version = cmd!(shell, "cargo {command} --version");
    version.quiet().ignore_stderr().read().is_ok()
}
