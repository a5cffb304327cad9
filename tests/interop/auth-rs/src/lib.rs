//! Runs the simulator in a process of its own, for tests of okta-auth-rs.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use anyhow::Context as _;
use serde_json::Value;

/// A simulated org. Its process stops when this is dropped, or when this process ends.
pub struct Org {
    process: Child,
    info: Value,
}

impl Org {
    /// Starts the program in `IDX_FLOW_SIM` with this setup. `name` names its setup file.
    ///
    /// # Errors
    /// If the program does not start or does not print its server info.
    pub fn start(name: &str, setup: &Value) -> anyhow::Result<Self> {
        let program = std::env::var_os("IDX_FLOW_SIM").context("IDX_FLOW_SIM is not set")?;
        let file = std::env::temp_dir().join(format!("{name}-{}.json", std::process::id()));
        std::fs::write(&file, setup.to_string())?;
        let mut command = Command::new(program);
        command.args(["--attached", "--setup"]).arg(&file);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn()?;
        let output = process.stdout.take().context("its output is not a pipe")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        std::fs::remove_file(&file)?;
        let info = serde_json::from_str(&line)?;
        Ok(Self { process, info })
    }

    /// Returns a member of the server info, such as `issuer`, `client_id` or `redirect_uri`.
    ///
    /// # Errors
    /// If there is no such member.
    pub fn info(&self, member: &str) -> anyhow::Result<&str> {
        let value = self.info.get(member).and_then(Value::as_str);
        value.with_context(|| format!("the server info has no {member}"))
    }

    /// Returns the `login` or the `password` of the first user.
    ///
    /// # Errors
    /// If there is no such member.
    pub fn user(&self, member: &str) -> anyhow::Result<&str> {
        let pointer = format!("/users/0/{member}");
        let value = self.info.pointer(&pointer).and_then(Value::as_str);
        value.with_context(|| format!("the first user has no {member}"))
    }

    /// Scans a QR code, a `data:` URI, with the user's phone.
    ///
    /// # Errors
    /// If the phone or the org rejects it.
    pub fn scan(&self, qr_code: &str) -> anyhow::Result<()> {
        let endpoint = format!("{}/phone/scan", self.info("control_url")?);
        ureq::post(endpoint).send(qr_code)?;
        Ok(())
    }
}

impl Drop for Org {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
