//! What the engine makes of an IDX response: `inspect FILE…`, one JSON object a line.
//!
//! For anyone who has a response and wonders what to do with it; `--pretty` is for people. It reads
//! without the check of addresses that a flow makes.

mod pretty;
mod report;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

/// Says what an IDX response asks for, and what would be sent.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Write for people instead of one JSON object a line.
    #[arg(long)]
    pretty: bool,
    /// The responses: JSON files, or `-` for standard input.
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

#[expect(clippy::print_stdout, reason = "it is what the program is for")]
fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut all_read = true;
    for file in &arguments.files {
        let report = report::of(file);
        all_read &= report.get("error").is_none();
        if arguments.pretty {
            println!("{}", pretty::page(&report));
        } else {
            println!("{report}");
        }
    }
    if all_read {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
