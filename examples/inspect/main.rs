//! Prints how the engine reads IDX responses. See `inspect --help`.

mod kind;
mod pretty;
mod report;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

/// Prints how the engine reads IDX responses, and the bodies that it would send, as one JSON object
/// per line.
///
/// Unlike a flow, it does not check that URLs belong to the issuer's origin.
#[derive(Parser)]
#[command(version, after_help = EXIT_CODES)]
struct Arguments {
    /// Write text instead of JSON.
    #[arg(long)]
    pretty: bool,
    /// JSON files with IDX responses, or `-` for standard input.
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

const EXIT_CODES: &str =
    "Exit codes: 0 if every file is an IDX response, 1 if any is not, 2 wrong arguments.";

#[expect(clippy::print_stdout, reason = "the output is the program's purpose")]
fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut all_valid = true;
    for file in &arguments.files {
        let report = report::of(file);
        all_valid &= report.get("error").is_none();
        if arguments.pretty {
            println!("{}", pretty::text(&report));
        } else {
            println!("{report}");
        }
    }
    if all_valid {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
