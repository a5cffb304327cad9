//! Programs that come from Debian's packages.

use anyhow::bail;
use xshell::{Shell, cmd};

/// A program, and the package that has it.
pub(super) struct Program {
    pub(super) name: &'static str,
    pub(super) package: &'static str,
}

/// Installs what is missing; where that can't be done, says what would do it.
pub(super) fn ensure(shell: &Shell, programs: &[Program]) -> anyhow::Result<()> {
    let missing: Vec<_> = programs
        .iter()
        .filter(|program| !is_there(shell, program.name))
        .map(|program| program.package)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let install = "apt-get install --yes --no-install-recommends";
    let by_hand = format!("{install} {}", missing.join(" "));
    if !is_there(shell, "apt-get") || !is_root(shell) {
        bail!(
            "missing: {}. On Debian, as root: {by_hand}",
            missing.join(", ")
        );
    }
    cmd!(shell, "apt-get update --quiet=2").run()?;
    let words = install.split(' ').skip(1);
    let install = cmd!(shell, "apt-get {words...} --quiet=2 {missing...}");
    install.env("DEBIAN_FRONTEND", "noninteractive").run()?;
    Ok(())
}

pub(super) fn is_there(shell: &Shell, program: &str) -> bool {
    let found = cmd!(shell, "sh -c 'command -v \"$0\"' {program}");
    found.quiet().ignore_stderr().read().is_ok()
}

fn is_root(shell: &Shell) -> bool {
    cmd!(shell, "id -u")
        .quiet()
        .read()
        .is_ok_and(|id| id == "0")
}
