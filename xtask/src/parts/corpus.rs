//! The output of `inspect` for recorded responses, if a folder of them is available.
//!
//! The folder has its own checker: `check.py COMMAND` runs the command on every response, and exits
//! with 0 if all output is as expected.

use std::env::{consts::EXE_SUFFIX, var_os};
use std::path::{Path, PathBuf};

use xshell::{Shell, cmd};

use super::part::Part;
use crate::log::{Outcome, passes};
use crate::workspace::target;

const VARIABLE: &str = "IDX_FLOW_CORPUS";
const DEFAULT_DIR: &str = "../shared/corpus";

pub(super) const PART: Part = Part {
    name: "corpus",
    requirements: &[],
    steps: |shell, log| log.step("corpus", || run(shell, None)),
};

pub(crate) fn run(shell: &Shell, dir: Option<PathBuf>) -> anyhow::Result<Outcome> {
    let given = dir.or_else(|| var_os(VARIABLE).map(PathBuf::from));
    let Some(dir) = given.or_else(|| default_dir(&shell.current_dir())) else {
        return Ok(Outcome::Skipped(format!(
            "no recorded responses: pass a folder, set {VARIABLE}, or provide {DEFAULT_DIR}"
        )));
    };
    let checker = dir.join("check.py");
    if !checker.is_file() {
        return Ok(Outcome::Failed(format!(
            "{} does not exist",
            checker.display()
        )));
    }
    if cmd!(shell, "python3 --version").quiet().read().is_err() {
        return Ok(Outcome::Skipped(
            "python3 is not installed, and check.py needs it".into(),
        ));
    }
    cmd!(shell, "cargo build -p idx-flow-examples --bin inspect").run()?;
    let inspect = target(shell)?.join(format!("debug/inspect{EXE_SUFFIX}"));
    passes(cmd!(shell, "python3 {checker} {inspect}"))
}

fn default_dir(root: &Path) -> Option<PathBuf> {
    let dir = root.join(DEFAULT_DIR);
    dir.is_dir().then_some(dir)
}
