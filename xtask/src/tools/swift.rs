//! Swift: an installed one, or else Debian's in a folder of its own.
//!
//! Debian has Swift since trixie. On an older system, a minimal trixie is unpacked below `target`, and
//! Swift runs inside it, with the workspace at its usual path.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use xshell::{Cmd, Shell, cmd};

use super::debian::{self, Missing, Program, Requirement};
use crate::workspace::target;

/// Swift, the C headers and libraries that it needs, and libpng for the sample program.
const PACKAGES: &str = "ca-certificates,git,libc6-dev,libcurl4t64,libpng-dev,libstdc++-14-dev,\
                        swiftlang,tzdata";

pub(crate) const SWIFT: Requirement = Requirement {
    programs: &[
        Program {
            name: "bwrap",
            package: "bubblewrap",
        },
        Program {
            name: "debootstrap",
            package: "debootstrap",
        },
    ],
    reason: "Swift is not installed: these unpack Debian's Swift below target and run it there",
    unless: Some("swift"),
};

/// A Swift toolchain.
pub(crate) enum Swift {
    /// On the `PATH`.
    Installed,
    /// In a Debian system below `target`.
    Unpacked {
        root: PathBuf,
        /// The folders that are mounted at the same path inside that system.
        mounts: Vec<PathBuf>,
    },
}

impl Swift {
    /// Finds Swift, or unpacks it.
    ///
    /// # Errors
    /// [`Missing`] if it is not installed and must not be unpacked.
    pub(crate) fn ensure(shell: &Shell) -> anyhow::Result<Self> {
        if debian::is_installed(shell, "swift") {
            return Ok(Self::Installed);
        }
        if !cfg!(target_os = "linux") {
            bail!("Swift is not installed: see https://swift.org/install");
        }
        let target = target(shell)?;
        let root = target.join("toolchain/swift");
        // the file is a link whose target exists inside that system only
        let is_unpacked = root.join("usr/bin/swift").symlink_metadata().is_ok();
        if !is_unpacked && debian::is_install_forbidden(shell) {
            bail!(Missing::Swift);
        }
        debian::check(shell, &SWIFT)?;
        if !is_unpacked {
            unpack(shell, &root)?;
        }
        let mounts = vec![shell.current_dir(), target];
        Ok(Self::Unpacked { root, mounts })
    }

    /// A command such as `swift build`, run in a folder.
    pub(crate) fn command<'s>(
        &self,
        shell: &'s Shell,
        folder: &Path,
        arguments: &[&str],
    ) -> Cmd<'s> {
        let mut line = self.command_line(folder, arguments).into_iter();
        shell.cmd(line.next().unwrap_or_default()).args(line)
    }

    /// The program and the arguments of such a command.
    pub(crate) fn command_line(&self, folder: &Path, arguments: &[&str]) -> Vec<String> {
        let path = |path: &Path| path.display().to_string();
        let mut line: Vec<String> = Vec::new();
        let mut add = |words: &[&str]| line.extend(words.iter().map(|&word| word.to_owned()));
        match self {
            Self::Installed => add(&["sh", "-c", "cd \"$0\" && exec \"$@\"", &path(folder)]),
            Self::Unpacked { root, mounts } => {
                add(&["bwrap", "--bind", &path(root), "/", "--proc", "/proc"]);
                add(&[
                    "--dev", "/dev", "--tmpfs", "/tmp", "--setenv", "HOME", "/tmp",
                ]);
                for mount in mounts {
                    add(&["--bind", &path(mount), &path(mount)]);
                }
                add(&["--chdir", &path(folder)]);
            }
        }
        add(arguments);
        line
    }
}

/// Unpacks Debian under a temporary name, so that an interrupted run starts again.
fn unpack(shell: &Shell, root: &Path) -> anyhow::Result<()> {
    let part = root.with_extension("part");
    shell.remove_path(&part)?;
    shell.create_dir(&part)?;
    eprintln!("Unpacking Swift from Debian trixie, once: a 0.5 GB download, 3 GB on disk.");
    let unpack = cmd!(
        shell,
        "debootstrap --variant=minbase --include={PACKAGES} trixie {part}"
    );
    let unpack = unpack.env("DEBIAN_FRONTEND", "noninteractive");
    unpack.ignore_stdout().run().context(
        "debootstrap could not unpack Swift (it needs root); install Swift: https://swift.org/install",
    )?;
    shell.remove_path(part.join("var/cache/apt/archives"))?;
    std::fs::rename(&part, root)?;
    Ok(())
}
