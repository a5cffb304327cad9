//! The sample programs in other languages: built, and the command line that starts each.

use anyhow::Context;
use xshell::Shell;

use crate::bindings;
use crate::tools::{java, swift::Swift};
use crate::workspace::target;

/// The Kotlin program that enrolls Okta Verify.
pub(crate) fn kotlin(shell: &Shell) -> anyhow::Result<Vec<String>> {
    let bindings = bindings::build(shell)?;
    let kotlin = &bindings.kotlin;
    let folder = kotlin.join("maven/idx-flow-example");
    java::maven(shell, &bindings, &["--quiet", "-DskipTests", "package"]).run()?;
    let path = format!("{0}/*:{0}/lib/*", folder.display());
    // with cargo's loader path, JNA would find a debug build of the library
    let line = "env -u LD_LIBRARY_PATH java -cp".split(' ');
    let line = line.chain([&*path, "dev.idxflow.example.MainKt"]);
    Ok(line.map(str::to_owned).collect())
}

/// The Swift program that enrolls Okta Verify.
pub(crate) fn swift(shell: &Shell) -> anyhow::Result<Vec<String>> {
    build_swift(shell, "examples/swift", "example", "debug", "enroll")
}

/// The benchmark of the Swift package, built as an app would be.
pub(crate) fn swift_bench(shell: &Shell) -> anyhow::Result<Vec<String>> {
    build_swift(
        shell,
        "bindings/swift",
        "package",
        "release",
        "IdxFlowBench",
    )
}

fn build_swift(
    shell: &Shell,
    package: &str,
    scratch: &str,
    configuration: &str,
    product: &str,
) -> anyhow::Result<Vec<String>> {
    let swift = Swift::ensure(shell)?;
    let bindings = bindings::build(shell)?;
    let folder = shell.current_dir().join(package);
    let scratch = target(shell)?.join("swift").join(scratch);
    let path = scratch.to_str().context("the target folder is UTF-8")?;
    let build = ["swift", "build", "--configuration", configuration];
    let options = ["--product", product, "--scratch-path", path];
    let build = swift.command(shell, &folder, &[build, options].concat());
    build
        .env("IDX_FLOW_LIB_DIR", &bindings.swift_library)
        .run()?;
    let program = format!("{path}/{configuration}/{product}");
    Ok(swift.command_line(&shell.current_dir(), &[&program]))
}
