//! `cargo xtask`: the commands that developers and CI use to check, test and measure the workspace.
#![expect(
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a command line program prints"
)]

mod bench;
mod bindings;
mod demo;
mod log;
mod org;
mod parts;
mod programs;
mod tools;
mod workspace;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use xshell::{Shell, cmd};

use log::{Log, passes};
use parts::Part;
use tools::debian;

/// Checks, tests and measures the workspace.
#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
    /// Install no Debian packages, and do not unpack Swift. Steps whose programs are missing are skipped.
    #[arg(long, global = true)]
    no_install: bool,
}

#[derive(Parser)]
enum Task {
    /// Run the static checks: rustfmt, dependency allow-list, import cycles, file sizes, clippy, docs.
    Check,
    /// Compare core's dependencies with the allow-list.
    Dependencies,
    /// Run every test, or only the named parts. On Debian, as root, first install what they need.
    Test {
        /// The parts to run; all of them by default.
        #[arg(value_name = "PART", value_parser = parts::names())]
        parts: Vec<String>,
    },
    /// Compare the output of `inspect` with the expected output for recorded responses.
    Corpus {
        /// The folder with the responses. Default: $IDX_FLOW_CORPUS, or ../shared/corpus if it exists.
        dir: Option<PathBuf>,
    },
    /// Run the sample program in Kotlin or Swift against the simulator. On Debian, as root, first
    /// install what it needs.
    Demo {
        /// The language.
        language: demo::Language,
        /// Options of the program: `--state FILE` keeps the flow in a file, `--polls N` exits after N polls.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Build the library for Swift and Kotlin, and generate their code from it.
    Bindings,
    /// Measure the time and memory that a response costs, or the overhead of Swift and Kotlin.
    Bench {
        /// The subject; the engine by default.
        subject: Option<Subject>,
    },
}

/// The subject of a measurement.
#[derive(Clone, Copy, ValueEnum)]
enum Subject {
    /// The library for Swift and Kotlin: size, first call, one poll.
    Bindings,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let shell = match workspace::shell() {
        Ok(shell) => shell,
        Err(error) => {
            eprintln!("{error:#}");
            return ExitCode::FAILURE;
        }
    };
    if arguments.no_install {
        shell.set_var(debian::NO_INSTALL, "1");
    }
    let mut log = Log::default();
    log.skips_missing = debian::is_install_forbidden(&shell);
    run(arguments.task, &shell, &mut log);
    if log.finish() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn run(task: Task, shell: &Shell, log: &mut Log) {
    match task {
        Task::Check => parts::check::PART.run(shell, log),
        Task::Dependencies => log.step("dependencies", || parts::check::dependencies::run(shell)),
        Task::Test { parts } => test(shell, log, &parts),
        Task::Corpus { dir } => log.step("corpus", || parts::corpus::run(shell, dir)),
        Task::Demo {
            language,
            arguments,
        } => log.step("demo", || demo::run(shell, language, &arguments)),
        Task::Bindings => log.step("bindings", || bindings::write(shell)),
        Task::Bench {
            subject: Some(Subject::Bindings),
        } => log.step("bench", || bench::run(shell)),
        Task::Bench { subject: None } => {
            log.step("bench", || passes(cmd!(shell, "cargo bench -p idx-flow")))
        }
    }
}

/// Installs the packages that the parts need, and runs the parts.
fn test(shell: &Shell, log: &mut Log, names: &[String]) {
    let parts: Vec<&Part> = parts::selected(names).collect();
    let requirements: Vec<_> = parts
        .iter()
        .flat_map(|part| part.requirements.iter().copied())
        .collect();
    if let Err(error) = debian::install(shell, &requirements) {
        // the steps that need it fail with instructions
        eprintln!("{error:#}");
    }
    for part in parts {
        part.run(shell, log);
    }
}
