//! Maven and a JDK, for the Kotlin packages.

use xshell::{Cmd, Shell, cmd};

use super::debian::{Program, Requirement};
use crate::bindings::Bindings;

pub(crate) const MAVEN: Requirement = Requirement {
    programs: &[
        Program {
            name: "mvn",
            package: "maven",
        },
        Program {
            name: "javac",
            package: "default-jdk-headless",
        },
    ],
    reason: "the Kotlin packages and the tests with okta-idx-java are built by Maven",
    unless: None,
};

/// Maven in the folder of the Kotlin packages, with these arguments, such as `verify`.
///
/// Cargo adds its own folders to the loader's path, and JNA asks the loader first: it would find the
/// library of a debug build there instead of the one in the jar.
pub(crate) fn maven<'s>(shell: &'s Shell, bindings: &Bindings, arguments: &[&str]) -> Cmd<'s> {
    let define = format!("-Didxflow.bindings={}", bindings.kotlin.display());
    let options = [
        "--batch-mode",
        "--no-transfer-progress",
        "--file",
        "bindings/kotlin",
    ];
    let maven = cmd!(shell, "mvn {options...} {define} {arguments...}");
    maven.env_remove("LD_LIBRARY_PATH")
}
