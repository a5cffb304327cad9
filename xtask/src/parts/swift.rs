//! The Swift package and its sample program: built, linted, and tested against the simulator over
//! loopback HTTP.

use std::path::{Path, PathBuf};

use anyhow::Context;
use xshell::{Cmd, Shell};

use super::part::Part;
use crate::log::{Log, Outcome, passes};
use crate::tools::swift::{SWIFT, Swift};
use crate::workspace::target;
use crate::{bindings, org};

const PACKAGE: &str = "bindings/swift";
const EXAMPLE: &str = "examples/swift";

pub(super) const PART: Part = Part {
    name: "swift",
    requirements: &[&SWIFT],
    steps,
};

fn steps(shell: &Shell, log: &mut Log) {
    log.step("swift", || passes(test(shell, PACKAGE, "package")?));
    log.step("swift-app", || passes(test(shell, EXAMPLE, "example")?));
    log.step("swift-lint", || run(shell, &["bash", "lint.sh"]));
    log.step("swift-docs", || {
        let (site, scratch) = (scratch(shell, "docs")?, scratch(shell, "package")?);
        let line = [
            Path::new("bash"),
            Path::new("build-docs.sh"),
            &site,
            &scratch,
        ];
        let line = line.map(|argument| argument.to_str().unwrap_or_default());
        run(shell, &line)
    });
}

fn test<'s>(shell: &'s Shell, package: &str, name: &str) -> anyhow::Result<Cmd<'s>> {
    let swift = Swift::ensure(shell)?;
    let bindings = bindings::build(shell)?;
    let sim = org::program(shell)?;
    let package = shell.current_dir().join(package);
    let scratch = scratch(shell, name)?;
    let scratch = scratch.to_str().context("the target folder is UTF-8")?;
    let test = ["swift", "test", "--scratch-path", scratch];
    let test = swift.command(shell, &package, &test);
    Ok(test
        .env("IDX_FLOW_LIB_DIR", &bindings.swift_library)
        .env("IDX_FLOW_SIM", sim))
}

/// Another command in the package's folder.
fn run(shell: &Shell, line: &[&str]) -> anyhow::Result<Outcome> {
    let swift = Swift::ensure(shell)?;
    let bindings = bindings::build(shell)?;
    let command = swift.command(shell, &shell.current_dir().join(PACKAGE), line);
    passes(command.env("IDX_FLOW_LIB_DIR", &bindings.swift_library))
}

fn scratch(shell: &Shell, name: &str) -> anyhow::Result<PathBuf> {
    Ok(target(shell)?.join("swift").join(name))
}
