//! `cargo xtask demo kotlin`, `cargo xtask demo swift`: the sample programs at a simulated org.

use std::process::Command;

use anyhow::{Context, bail};
use clap::ValueEnum;
use xshell::Shell;

use crate::log::Outcome;
use crate::org::Org;
use crate::programs;

/// A language with a sample program.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Language {
    /// Kotlin, on the JVM.
    Kotlin,
    /// Swift.
    Swift,
}

impl Language {
    fn program(self, shell: &Shell) -> anyhow::Result<Vec<String>> {
        match self {
            Self::Kotlin => programs::kotlin(shell),
            Self::Swift => programs::swift(shell),
        }
    }
}

/// Runs the program in this terminal; further arguments are its own.
pub(crate) fn run(
    shell: &Shell,
    language: Language,
    arguments: &[String],
) -> anyhow::Result<Outcome> {
    let words = language.program(shell)?;
    let (program, rest) = words.split_first().context("a program has a name")?;
    let org = Org::start(shell)?;
    let mut command = Command::new(program);
    command.args(rest).args(arguments);
    let status = command.env("IDX_FLOW_ORG", &org.invitation).status()?;
    if !status.success() {
        bail!("the program ended with {status}");
    }
    Ok(Outcome::Passed(String::new()))
}
