//! The workspace and its folders.

use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::Deserialize;
use xshell::{Shell, cmd};

/// The part of `cargo metadata` that tasks need.
#[derive(Deserialize)]
pub(crate) struct Metadata {
    pub(crate) packages: Vec<Package>,
    target_directory: PathBuf,
}

/// A package of the workspace.
#[derive(Deserialize)]
pub(crate) struct Package {
    pub(crate) targets: Vec<Target>,
}

/// A library, program, test or benchmark of a package.
#[derive(Deserialize)]
pub(crate) struct Target {
    pub(crate) kind: Vec<String>,
    pub(crate) src_path: PathBuf,
}

/// A shell whose commands run at the root of the workspace, from any current folder.
pub(crate) fn shell() -> anyhow::Result<Shell> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    let shell = Shell::new()?;
    shell.change_dir(root.context("xtask is a folder of the workspace")?);
    Ok(shell)
}

/// The packages of the workspace.
pub(crate) fn metadata(shell: &Shell) -> anyhow::Result<Metadata> {
    let metadata = cmd!(shell, "cargo metadata --format-version 1 --no-deps").quiet();
    Ok(serde_json::from_str(&metadata.read()?)?)
}

/// Cargo's target directory.
pub(crate) fn target(shell: &Shell) -> anyhow::Result<PathBuf> {
    Ok(metadata(shell)?.target_directory)
}
