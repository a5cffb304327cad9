//! A simulated org in a process of its own, and the hands of its people.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use anyhow::Context as _;
use serde_json::Value;

/// A running org; it is stopped when this is dropped, and when this process dies.
pub struct Org {
    process: Child,
    info: Value,
}

impl Org {
    /// Starts the program that `IDX_FLOW_SIM` names, with a setup.
    ///
    /// # Errors
    /// Where there is no such program, or it does not say where it is.
    pub fn start(name: &str, setup: &Value) -> anyhow::Result<Self> {
        let program = std::env::var_os("IDX_FLOW_SIM").context("IDX_FLOW_SIM names no program")?;
        let file = std::env::temp_dir().join(format!("{name}-{}.json", std::process::id()));
        std::fs::write(&file, setup.to_string())?;
        let mut command = Command::new(program);
        command.args(["--attached", "--setup"]).arg(&file);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn()?;
        let output = process.stdout.take().context("its output is a pipe")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        std::fs::remove_file(&file)?;
        let info = serde_json::from_str(&line)?;
        Ok(Self {
            process,
            info,
        })
    }

    /// What the org says of itself: `issuer`, `client_id`, `redirect_uri`.
    ///
    /// # Errors
    /// Where it says no such thing.
    pub fn says(&self, what: &str) -> anyhow::Result<&str> {
        let said = self.info.get(what).and_then(Value::as_str);
        said.with_context(|| format!("the org says no {what}"))
    }

    /// The first user's login or password.
    ///
    /// # Errors
    /// Where the org has no user.
    pub fn user(&self, what: &str) -> anyhow::Result<&str> {
        let pointer = format!("/users/0/{what}");
        let said = self.info.pointer(&pointer).and_then(Value::as_str);
        said.with_context(|| format!("the org's first user has no {what}"))
    }

    /// The phone scans a picture: a `data:` URI.
    ///
    /// # Errors
    /// What the phone says against it.
    pub fn scan(&self, picture: &str) -> anyhow::Result<()> {
        let door = format!("{}/phone/scan", self.says("control_url")?);
        ureq::post(door).send(picture)?;
        Ok(())
    }
}

impl Drop for Org {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
