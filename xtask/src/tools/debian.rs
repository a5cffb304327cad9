//! Programs from Debian packages.

use anyhow::bail;
use thiserror::Error;
use xshell::{Shell, cmd};

/// Set in the shell's environment by `--no-install`.
pub(crate) const NO_INSTALL: &str = "IDX_FLOW_NO_INSTALL";

/// The programs that a part of the test run needs, and the reason.
pub(crate) struct Requirement {
    pub(crate) programs: &'static [Program],
    /// The reason, which is printed before the installation.
    pub(crate) reason: &'static str,
    /// If this program is installed, the others are not needed.
    pub(crate) unless: Option<&'static str>,
}

/// A program, and the Debian package that contains it.
pub(crate) struct Program {
    pub(crate) name: &'static str,
    pub(crate) package: &'static str,
}

/// Programs are missing.
#[derive(Debug, Error)]
pub(crate) enum Missing {
    /// Debian packages, separated by spaces.
    #[error("missing: {0}. To install on Debian, as root: apt-get install {0}")]
    Packages(String),
    #[error(
        "missing: Swift, which is not unpacked because of --no-install. Run the command without it, or \
         install Swift: https://swift.org/install"
    )]
    Swift,
}

/// Prints what is missing and why it is needed, and then installs it, if that is possible and allowed.
pub(crate) fn install(shell: &Shell, requirements: &[&Requirement]) -> anyhow::Result<()> {
    let mut packages = Vec::new();
    for requirement in requirements {
        let missing = missing(shell, requirement);
        if missing.is_empty() {
            continue;
        }
        if packages.is_empty() {
            eprintln!("These Debian packages are missing:");
        }
        eprintln!("  {}: {}", missing.join(", "), requirement.reason);
        packages.extend(missing);
    }
    packages.sort_unstable();
    packages.dedup();
    if packages.is_empty() || !may_install(shell) {
        return Ok(());
    }
    eprintln!("Installing them with apt-get. To prevent this, pass --no-install.");
    cmd!(shell, "apt-get update --quiet=2").run()?;
    let options = ["--yes", "--no-install-recommends", "--quiet=2"];
    let install = cmd!(shell, "apt-get install {options...} {packages...}");
    install.env("DEBIAN_FRONTEND", "noninteractive").run()?;
    Ok(())
}

/// Fails with instructions if a required program is not installed.
pub(crate) fn check(shell: &Shell, requirement: &Requirement) -> anyhow::Result<()> {
    let missing = missing(shell, requirement);
    if !missing.is_empty() {
        bail!(Missing::Packages(missing.join(" ")));
    }
    Ok(())
}

/// The same, but installs what is missing: for tasks that run no parts.
pub(crate) fn ensure(shell: &Shell, requirement: &Requirement) -> anyhow::Result<()> {
    install(shell, &[requirement])?;
    check(shell, requirement)
}

/// Whether `--no-install` was passed.
pub(crate) fn is_install_forbidden(shell: &Shell) -> bool {
    shell.var(NO_INSTALL).is_ok()
}

pub(crate) fn is_installed(shell: &Shell, program: &str) -> bool {
    let found = cmd!(shell, "sh -c 'command -v \"$0\"' {program}");
    found.quiet().ignore_stderr().read().is_ok()
}

fn missing(shell: &Shell, requirement: &Requirement) -> Vec<&'static str> {
    let is_unneeded = |program: &str| is_installed(shell, program);
    if requirement.unless.is_some_and(is_unneeded) {
        return Vec::new();
    }
    let programs = requirement.programs.iter();
    let missing = programs.filter(|program| !is_installed(shell, program.name));
    missing.map(|program| program.package).collect()
}

fn may_install(shell: &Shell) -> bool {
    let is_root = || {
        let id = cmd!(shell, "id -u").quiet().read();
        id.is_ok_and(|id| id == "0")
    };
    if is_install_forbidden(shell) {
        eprintln!("They are not installed, because of --no-install.");
        return false;
    }
    let possible = is_installed(shell, "apt-get") && is_root();
    if !possible {
        eprintln!("They cannot be installed from here: that needs Debian's apt-get and root.");
    }
    possible
}
