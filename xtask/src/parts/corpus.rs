//! `inspect` against recorded responses, where a folder of them is at hand.
//!
//! The folder brings its own judge: `check.py COMMAND` runs the command over its responses and
//! exits with 0 where all is as expected.

use std::env::{consts::EXE_SUFFIX, var_os};
use std::path::{Path, PathBuf};

use xshell::{Shell, cmd};

use super::Part;
use crate::log::{Outcome, passes};
use crate::target;

const VARIABLE: &str = "IDX_FLOW_CORPUS";
const BESIDE: &str = "../shared/corpus";

pub(super) const PART: Part = Part {
    name: "corpus",
    steps: |shell, log| log.step("corpus", || run(shell, None)),
};

pub(crate) fn run(shell: &Shell, dir: Option<PathBuf>) -> anyhow::Result<Outcome> {
    let named = dir.or_else(|| var_os(VARIABLE).map(PathBuf::from));
    let Some(dir) = named.or_else(|| beside(&shell.current_dir())) else {
        return Ok(Outcome::Skipped(format!(
            "no recorded responses: name a folder, set {VARIABLE}, or have {BESIDE}"
        )));
    };
    let judge = dir.join("check.py");
    if !judge.is_file() {
        return Ok(Outcome::Failed(format!("no {}", judge.display())));
    }
    if cmd!(shell, "python3 --version").quiet().read().is_err() {
        return Ok(Outcome::Skipped("no python3 to run check.py with".into()));
    }
    cmd!(shell, "cargo build -p idx-flow-examples --bin inspect").run()?;
    let inspect = target(shell)?.join(format!("debug/inspect{EXE_SUFFIX}"));
    passes(cmd!(shell, "python3 {judge} {inspect}"))
}

fn beside(root: &Path) -> Option<PathBuf> {
    let dir = root.join(BESIDE);
    dir.is_dir().then_some(dir)
}
