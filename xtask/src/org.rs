//! The simulator in a process of its own, for programs in other languages.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use anyhow::Context;
use xshell::{Shell, cmd};

use crate::workspace::target;

const SETUP: &str = r#"{
    "policy": {"optional": ["okta_verify", "phone_number", "google_otp", "security_question"]}
}"#;

/// A running simulator. It stops when this value is dropped, and when this process exits.
pub(crate) struct Org {
    process: Child,
    /// The line of JSON with its issuer, its client and its users.
    pub(crate) info: String,
}

impl Org {
    /// Starts an org that offers the same optional authenticators as `cargo run`.
    pub(crate) fn start(shell: &Shell) -> anyhow::Result<Self> {
        let setup = target(shell)?.join("bindings/org.json");
        shell.write_file(&setup, SETUP)?;
        let mut command = Command::new(program(shell)?);
        command.args(["--attached", "--setup"]).arg(setup);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn()?;
        let output = process.stdout.take().context("the output is a pipe")?;
        let mut info = String::new();
        BufReader::new(output).read_line(&mut info)?;
        Ok(Self { process, info })
    }
}

impl Drop for Org {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Builds the program `idx-flow-sim`, and returns its path.
pub(crate) fn program(shell: &Shell) -> anyhow::Result<PathBuf> {
    cmd!(shell, "cargo build --quiet --package idx-flow-sim").run()?;
    let name = format!("debug/idx-flow-sim{}", std::env::consts::EXE_SUFFIX);
    Ok(target(shell)?.join(name))
}
