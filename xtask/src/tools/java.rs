//! Maven and a JDK, for the Kotlin packages.

use xshell::Shell;

use super::debian::{Program, ensure};

/// An installed Maven is used where there is one; else Debian's.
pub(crate) fn ensure_maven(shell: &Shell) -> anyhow::Result<()> {
    let programs = [
        Program {
            name: "mvn",
            package: "maven",
        },
        Program {
            name: "javac",
            package: "default-jdk-headless",
        },
    ];
    ensure(shell, &programs)
}
