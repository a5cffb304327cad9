//! Node.js, npm packages and a browser, for the tests in JavaScript.

use std::path::Path;

use anyhow::bail;
use xshell::{Cmd, Shell, cmd};

use super::debian::{Program, Requirement};

pub(crate) const NODE: Requirement = Requirement {
    programs: &[
        Program {
            name: "node",
            package: "nodejs",
        },
        Program {
            name: "npm",
            package: "npm",
        },
    ],
    reason: "the tests with okta-auth-js, the Sign-In Widget and web pages run in Node.js",
    unless: None,
};

pub(crate) const CHROMIUM: Requirement = Requirement {
    programs: &[Program {
        name: "chromium",
        package: "chromium",
    }],
    reason: "web pages are tested in a browser",
    unless: None,
};

/// Installs the npm packages of `tests` in the versions of the lock file.
pub(crate) fn install_packages(shell: &Shell) -> anyhow::Result<()> {
    let version = cmd!(shell, "node --version").quiet().read()?;
    if major(&version).is_none_or(|major| major < 20) {
        bail!(
            "Node.js 20 or later is required, but {version} is installed: see https://nodejs.org"
        );
    }
    let lock = shell.read_file("tests/package-lock.json")?;
    let installed = "tests/node_modules/.installed-lock.json";
    if shell.read_file(installed).ok().as_ref() == Some(&lock) {
        return Ok(());
    }
    let options = ["--ignore-scripts", "--no-audit", "--no-fund"];
    cmd!(shell, "npm --prefix tests ci {options...}").run()?;
    shell.write_file(installed, lock)?;
    Ok(())
}

/// Node's own test runner for a folder of `tests`, with this build of the simulator. The tests wait
/// much of the time, so two files run at the same time.
pub(crate) fn tests<'s>(
    shell: &'s Shell,
    simulator: &Path,
    folder: &str,
) -> anyhow::Result<Cmd<'s>> {
    let mut files = shell.read_dir(format!("tests/{folder}"))?;
    files.retain(|file| file.to_string_lossy().ends_with(".test.js"));
    if files.is_empty() {
        bail!("tests/{folder} contains no tests");
    }
    let options = ["--test-timeout=300000", "--test-concurrency=2"];
    let command = cmd!(shell, "node --test {options...} {files...}");
    Ok(command.env("IDX_FLOW_SIM", simulator))
}

/// The major version: 20 for `v20.1.2`.
fn major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_comes_first() {
        assert_eq!(major("v20.20.2"), Some(20));
        assert_eq!(major("node"), None);
    }
}
