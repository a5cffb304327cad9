//! `cargo xtask`: the one door for people and CI.
#![expect(
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "it talks to the person at the terminal"
)]

mod bench;
mod bindings;
mod demo;
mod log;
mod org;
mod parts;
mod programs;
mod tools;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::{Parser, ValueEnum};
use xshell::{Shell, cmd};

use log::{Log, passes};
use parts::Part;

/// Checks, tests and measures the whole workspace.
#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
enum Task {
    /// Look without running: format, purity, file sizes, clippy, docs.
    Check,
    /// Hold core's dependencies against the allow-list.
    Purity,
    /// Run every test there is, or the named parts alone.
    Test {
        /// The parts to run; all of them where none is named.
        #[arg(value_name = "PART", value_parser = parts::names())]
        parts: Vec<String>,
    },
    /// Hold what `inspect` says against a folder of recorded responses.
    Corpus {
        /// The folder; else $IDX_FLOW_CORPUS, else ../shared/corpus where that exists.
        dir: Option<PathBuf>,
    },
    /// Run the sample program in Kotlin or Swift against a simulated org.
    Demo {
        /// Which one.
        language: demo::Language,
        /// What is left to the program: `--state FILE`.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Build the library for Swift and Kotlin, and generate their code from it.
    Bindings,
    /// Measure what a response costs the engine, or what Swift and Kotlin add to it.
    Bench {
        /// What to measure; the engine where nothing is named.
        what: Option<Bench>,
    },
}

/// What there is to measure.
#[derive(Clone, Copy, ValueEnum)]
enum Bench {
    /// The library for Swift and Kotlin: its size, its first call, a poll.
    Bindings,
}

fn main() -> ExitCode {
    let task = Task::parse();
    let shell = match at_root() {
        Ok(shell) => shell,
        Err(error) => {
            eprintln!("{error:#}");
            return ExitCode::FAILURE;
        }
    };
    let mut log = Log::default();
    run(task, &shell, &mut log);
    if log.close() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn run(task: Task, shell: &Shell, log: &mut Log) {
    match task {
        Task::Check => parts::check::PART.run(shell, log),
        Task::Purity => log.step("dependencies", || parts::check::dependencies::run(shell)),
        Task::Test { parts } => parts::chosen(&parts).for_each(|part: &Part| part.run(shell, log)),
        Task::Corpus { dir } => log.step("corpus", || parts::corpus::run(shell, dir)),
        Task::Demo {
            language,
            arguments,
        } => log.step("demo", || demo::run(shell, language, &arguments)),
        Task::Bindings => log.step("bindings", || bindings::write(shell)),
        Task::Bench {
            what: Some(Bench::Bindings),
        } => log.step("bench", || bench::run(shell)),
        Task::Bench { what: None } => {
            log.step("bench", || passes(cmd!(shell, "cargo bench -p idx-flow")))
        }
    }
}

/// A shell whose commands run at the workspace's root, wherever the task was called from.
fn at_root() -> anyhow::Result<Shell> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    let shell = Shell::new()?;
    shell.change_dir(root.context("xtask is always a folder of the workspace")?);
    Ok(shell)
}

/// Where cargo builds: `target`, unless the environment says otherwise.
pub(crate) fn target(shell: &Shell) -> anyhow::Result<PathBuf> {
    let metadata = cmd!(shell, "cargo metadata --format-version 1 --no-deps").quiet();
    let metadata: serde_json::Value = serde_json::from_str(&metadata.read()?)?;
    let target = metadata.get("target_directory").and_then(|at| at.as_str());
    target
        .map(PathBuf::from)
        .context("cargo metadata always names the target directory")
}
