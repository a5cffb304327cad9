//! Node.js and npm packages, and a browser, for what is tested in JavaScript.

use std::path::Path;

use anyhow::bail;
use xshell::{Cmd, Shell, cmd};

use super::debian::{Program, ensure};

/// Node.js, npm and the packages of `tests`, as the lock file has them.
pub(crate) fn ensure_packages(shell: &Shell) -> anyhow::Result<()> {
    let programs = [
        Program {
            name: "node",
            package: "nodejs",
        },
        Program {
            name: "npm",
            package: "npm",
        },
    ];
    ensure(shell, &programs)?;
    let version = cmd!(shell, "node --version").quiet().read()?;
    if major(&version).is_none_or(|major| major < 20) {
        bail!("Node.js 20 or newer is needed, and here is {version}: see https://nodejs.org");
    }
    let lock = shell.read_file("tests/package-lock.json")?;
    let installed = "tests/node_modules/.installed-lock.json";
    if shell.read_file(installed).ok().as_ref() == Some(&lock) {
        return Ok(());
    }
    let words = ["--ignore-scripts", "--no-audit", "--no-fund"];
    cmd!(shell, "npm --prefix tests ci {words...}").run()?;
    shell.write_file(installed, lock)?;
    Ok(())
}

/// Chromium, which Playwright then finds where Debian puts it.
pub(crate) fn ensure_chromium(shell: &Shell) -> anyhow::Result<()> {
    let chromium = Program {
        name: "chromium",
        package: "chromium",
    };
    ensure(shell, &[chromium])
}

/// Node's own test runner over a folder of `tests`, against this simulated org. It has no limit
/// of its own for a test that hangs, and would leave one of two cores idle: it waits much of the time.
pub(crate) fn tests<'s>(shell: &'s Shell, sim: &Path, folder: &str) -> anyhow::Result<Cmd<'s>> {
    let mut files = shell.read_dir(format!("tests/{folder}"))?;
    files.retain(|file| file.to_string_lossy().ends_with(".test.js"));
    if files.is_empty() {
        bail!("no tests in tests/{folder}");
    }
    let words = ["--test-timeout=300000", "--test-concurrency=2"];
    Ok(cmd!(shell, "node --test {words...} {files...}").env("IDX_FLOW_SIM", sim))
}

/// `v20.1.2` is 20.
fn major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_begins_with_the_major_one() {
        assert_eq!(major("v20.20.2"), Some(20));
        assert_eq!(major("node"), None);
    }
}
