//! Swift: an installed one, else Debian's in a folder of the build's own.
//!
//! Debian packages Swift from trixie on. On an older system a whole trixie is unpacked below
//! `target`, and Swift runs inside it, with the workspace where it always is.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use xshell::{Cmd, Shell, cmd};

use super::debian::{Program, ensure, is_there};
use crate::target;

/// Swift itself, what it compiles and links C with, and what the example draws pictures with.
const PACKAGES: &str = "ca-certificates,git,libc6-dev,libcurl4t64,libpng-dev,libstdc++-14-dev,\
                        swiftlang,tzdata";

/// Where Swift is.
pub(crate) enum Swift {
    /// On the `PATH`.
    Installed,
    /// In a system of its own.
    Within {
        /// The folder with that system.
        root: PathBuf,
        /// The folders that it sees as they are here.
        seen: Vec<PathBuf>,
    },
}

impl Swift {
    /// Finds Swift, or unpacks it.
    pub(crate) fn ensure(shell: &Shell) -> anyhow::Result<Self> {
        if is_there(shell, "swift") {
            return Ok(Self::Installed);
        }
        if !cfg!(target_os = "linux") {
            bail!("no swift here: install it from https://swift.org/install");
        }
        let program = |name, package| Program { name, package };
        let programs = [
            program("bwrap", "bubblewrap"),
            program("debootstrap", "debootstrap"),
        ];
        ensure(shell, &programs).context(
            "no swift here, and no way to unpack Debian's: install either from swift.org/install",
        )?;
        let target = target(shell)?;
        let root = target.join("toolchain/swift");
        // a link of that system's: it leads nowhere from here
        if root.join("usr/bin/swift").symlink_metadata().is_err() {
            unpack(shell, &root)?;
        }
        let seen = vec![shell.current_dir(), target];
        Ok(Self::Within { root, seen })
    }

    /// A command with these words, run in that folder: `swift build …`.
    pub(crate) fn command<'s>(&self, shell: &'s Shell, folder: &Path, words: &[&str]) -> Cmd<'s> {
        let mut words = self.words(folder, words).into_iter();
        shell.cmd(words.next().unwrap_or_default()).args(words)
    }

    /// The same as words.
    pub(crate) fn words(&self, folder: &Path, words: &[&str]) -> Vec<String> {
        let path = |path: &Path| path.display().to_string();
        let mut line: Vec<String> = Vec::new();
        let mut say = |words: &[&str]| line.extend(words.iter().map(|&word| word.to_owned()));
        match self {
            Self::Installed => say(&["sh", "-c", "cd \"$0\" && exec \"$@\"", &path(folder)]),
            Self::Within { root, seen } => {
                say(&["bwrap", "--bind", &path(root), "/", "--proc", "/proc"]);
                say(&[
                    "--dev", "/dev", "--tmpfs", "/tmp", "--setenv", "HOME", "/tmp",
                ]);
                for seen in seen {
                    say(&["--bind", &path(seen), &path(seen)]);
                }
                say(&["--chdir", &path(folder)]);
            }
        }
        say(words);
        line
    }
}

/// Under another name until it is whole, so that a run that was cut short is begun again.
fn unpack(shell: &Shell, root: &Path) -> anyhow::Result<()> {
    let part = root.with_extension("part");
    shell.remove_path(&part)?;
    shell.create_dir(&part)?;
    eprintln!("Swift comes from Debian's trixie: 0.5 GB to fetch, 3 GB on the disk, once");
    let unpack = cmd!(
        shell,
        "debootstrap --variant=minbase --include={PACKAGES} trixie {part}"
    );
    let unpack = unpack.env("DEBIAN_FRONTEND", "noninteractive");
    unpack.ignore_stdout().run().context(
        "debootstrap could not unpack Swift (it has to run as root): install Swift by hand",
    )?;
    shell.remove_path(part.join("var/cache/apt/archives"))?;
    std::fs::rename(&part, root)?;
    Ok(())
}
