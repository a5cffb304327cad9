//! Maven and a JDK, for the Kotlin packages.

use xshell::{Cmd, Shell, cmd};

use super::debian::{Program, ensure};
use crate::bindings::Bindings;

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

/// Maven at the Kotlin packages, with these words: `verify`.
///
/// Cargo names its own folders to the loader, and JNA asks the loader first: it would find the library
/// of a debug build there, instead of the one that is in the jar.
pub(crate) fn maven<'s>(shell: &'s Shell, bindings: &Bindings, words: &[&str]) -> Cmd<'s> {
    let define = format!("-Didxflow.bindings={}", bindings.kotlin.display());
    let usual = [
        "--batch-mode",
        "--no-transfer-progress",
        "--file",
        "bindings/kotlin",
    ];
    let maven = cmd!(shell, "mvn {usual...} {define} {words...}");
    maven.env_remove("LD_LIBRARY_PATH")
}
