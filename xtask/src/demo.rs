//! `cargo xtask demo kotlin` and `cargo xtask demo swift`: the sample programs with the simulator.

use std::env;
use std::process::Command;

use anyhow::{Context, bail};
use clap::ValueEnum;
use xshell::Shell;

use crate::log::Outcome;
use crate::org::Org;
use crate::programs;
use crate::tools::debian::{self, Requirement};
use crate::tools::java::MAVEN;
use crate::tools::swift::SWIFT;

/// The environment variable with the org: the line of JSON that idx-flow-sim prints.
const ORG: &str = "IDX_FLOW_ORG";

/// A language with a sample program.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Language {
    /// Kotlin, on the JVM.
    Kotlin,
    /// Swift.
    Swift,
}

impl Language {
    fn command_line(self, shell: &Shell) -> anyhow::Result<Vec<String>> {
        match self {
            Self::Kotlin => programs::kotlin(shell),
            Self::Swift => programs::swift(shell),
        }
    }

    fn requirement(self) -> &'static Requirement {
        match self {
            Self::Kotlin => &MAVEN,
            Self::Swift => &SWIFT,
        }
    }
}

/// Runs the program in this terminal, with these arguments. Starts an org, unless the environment
/// already selects one.
pub(crate) fn run(
    shell: &Shell,
    language: Language,
    arguments: &[String],
) -> anyhow::Result<Outcome> {
    debian::ensure(shell, language.requirement())?;
    let line = language.command_line(shell)?;
    let (program, rest) = line.split_first().context("a command line has a program")?;
    let mut command = Command::new(program);
    command.args(rest).args(arguments);
    let org = match env::var_os(ORG) {
        Some(_) => None,
        None => Some(Org::start(shell)?),
    };
    if let Some(org) = &org {
        command.env(ORG, &org.info);
    }
    let status = command.status()?;
    if !status.success() {
        bail!("the program exited with {status}");
    }
    Ok(Outcome::Passed(String::new()))
}
