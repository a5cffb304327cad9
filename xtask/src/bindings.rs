//! The engine for Swift and Kotlin: the library as it ships, and the code generated from it.

mod names;

use std::env::consts::{ARCH, DLL_PREFIX, DLL_SUFFIX, OS};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use xshell::{Shell, cmd};

use crate::log::Outcome;
use crate::workspace::target;

const LIBRARY: &str = "idx_flow_ffi";
/// The generated code that is committed, because SwiftPM builds a package from its checkout.
const SWIFT_FFI: &str = "bindings/swift/Sources/IdxFlowFFI";
pub(crate) const SWIFT_ENGINE: &str = "bindings/swift/Sources/IdxFlowEngine";

/// The paths of what was built.
pub(crate) struct Bindings {
    /// The folder of everything.
    pub(crate) folder: PathBuf,
    /// Generated Kotlin in `sources`; the library in `resources`, in the folder that JNA searches.
    pub(crate) kotlin: PathBuf,
    /// The folder that contains only the static library.
    pub(crate) swift_library: PathBuf,
    /// The shared library, stripped.
    pub(crate) shared_library: PathBuf,
}

/// Builds the library, generates the code, and writes the committed part of it.
pub(crate) fn write(shell: &Shell) -> anyhow::Result<Outcome> {
    let bindings = build(shell)?;
    for (path, text) in committed(shell, &bindings)? {
        shell.write_file(path, text)?;
    }
    Ok(Outcome::Passed(String::new()))
}

/// Builds the library, generates the code, and compares it with the committed part.
pub(crate) fn check(shell: &Shell) -> anyhow::Result<Outcome> {
    let bindings = build(shell)?;
    let committed = committed(shell, &bindings)?;
    let count = committed.len();
    let stale = committed
        .into_iter()
        .filter(|(path, text)| shell.read_file(path).ok().as_ref() != Some(text));
    let stale = stale.map(|(path, _)| format!("{path} is out of date: run `cargo xtask bindings`"));
    Ok(Outcome::of(
        stale.collect(),
        format!("{count} files are up to date"),
    ))
}

/// Builds the library and the generated code that is not committed.
pub(crate) fn build(shell: &Shell) -> anyhow::Result<Bindings> {
    // with a Rust library as a further crate type, cargo would skip link-time optimization
    let ship = "--locked --package idx-flow-ffi --lib --profile ship".split(' ');
    cmd!(shell, "cargo rustc {ship...} --crate-type cdylib,staticlib").run()?;
    cmd!(shell, "cargo build --locked --package idx-flow-bindgen").run()?;
    let target = target(shell)?;
    let folder = target.join("bindings");
    let kotlin = folder.join("kotlin");
    let swift_library = folder.join("swift/lib");
    let resources = kotlin.join("resources").join(jna_platform());
    for folder in [&kotlin, &swift_library, &resources] {
        shell.create_dir(folder)?;
    }
    let ship = target.join("ship");
    let name = format!("{DLL_PREFIX}{LIBRARY}{DLL_SUFFIX}");
    let (built, shared_library) = (ship.join(&name), resources.join(&name));
    generate(shell, &built, "kotlin", &kotlin.join("sources"))?;
    generate(shell, &built, "swift", &folder.join("swift/generated"))?;
    let names = names::kotlin(&open_sets(shell)?);
    shell.write_file(kotlin.join("sources/dev/idxflow/engine/Names.kt"), names)?;
    // the generators read symbols that apps do not need
    fs::copy(&built, &shared_library)
        .with_context(|| format!("{} does not exist", built.display()))?;
    let unneeded = if OS == "macos" {
        "-x"
    } else {
        "--strip-unneeded"
    };
    cmd!(shell, "strip {unneeded} {shared_library}").run()?;
    shell.copy_file(ship.join(format!("lib{LIBRARY}.a")), &swift_library)?;
    Ok(Bindings {
        folder,
        kotlin,
        swift_library,
        shared_library,
    })
}

fn generate(shell: &Shell, library: &Path, language: &str, to: &Path) -> anyhow::Result<()> {
    let bindgen = "cargo run --quiet --locked --package idx-flow-bindgen --";
    let bindgen = bindgen.split(' ').skip(1);
    let options = ["--no-format", "--config", "uniffi.toml"];
    cmd!(
        shell,
        "cargo {bindgen...} generate {library} --language {language} --out-dir {to} {options...}"
    )
    .run()?;
    Ok(())
}

/// The paths of the committed files, and their contents.
fn committed(shell: &Shell, bindings: &Bindings) -> anyhow::Result<Vec<(String, String)>> {
    let generated = bindings.folder.join("swift/generated");
    let read = |name: &str| -> anyhow::Result<String> {
        let text = shell.read_file(generated.join(name))?;
        let lines = text.lines().map(|line| format!("{}\n", line.trim_end()));
        Ok(lines.collect())
    };
    Ok(vec![
        (format!("{SWIFT_FFI}/IdxFlowFFI.h"), read("IdxFlowFFI.h")?),
        (
            format!("{SWIFT_FFI}/module.modulemap"),
            read("IdxFlowFFI.modulemap")?,
        ),
        (
            format!("{SWIFT_ENGINE}/IdxFlowEngine.swift"),
            read("IdxFlowEngine.swift")?,
        ),
        (
            format!("{SWIFT_ENGINE}/Names.swift"),
            names::swift(&open_sets(shell)?),
        ),
    ])
}

fn open_sets(shell: &Shell) -> anyhow::Result<Vec<names::OpenSet>> {
    let files = ["remediation", "authenticator", "challenge", "mod"];
    let mut sets = Vec::new();
    for file in files {
        let source = shell.read_file(format!("core/src/names/{file}.rs"))?;
        sets.extend(names::read(&source));
    }
    Ok(sets)
}

/// JNA's name for this platform: the folder that it searches for the library.
fn jna_platform() -> String {
    let os = match OS {
        "macos" => "darwin",
        "windows" => "win32",
        other => other,
    };
    let arch = if ARCH == "x86_64" { "x86-64" } else { ARCH };
    format!("{os}-{arch}")
}
