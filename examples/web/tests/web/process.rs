//! Programs that run during a test.

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

use idx_flow_sim::server::Server;

/// A program that is killed when this is dropped.
pub(crate) struct Process(pub(crate) Child);

/// The app and its origin.
pub(crate) struct App {
    pub(crate) process: Process,
    pub(crate) origin: String,
}

impl App {
    /// Starts the app for this org, with further arguments.
    pub(crate) fn start(org: &Server, arguments: &[&str]) -> Self {
        let info = org.info();
        let issuer = format!("{}/oauth2/default", info.issuer);
        let mut command = Command::new(env!("CARGO_BIN_EXE_idx-flow-web"));
        command.args(["--issuer", &issuer]);
        if !arguments.contains(&"--listen") {
            command.args(["--listen", "127.0.0.1:0"]);
        }
        command.args(["--client-id", &info.client_id]);
        command.args(["--redirect-uri", info.redirect_uri.as_deref().unwrap()]);
        let mut child = command
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let output = child.stdout.take().unwrap();
        BufReader::new(output).read_line(&mut line).unwrap();
        let origin = line.trim().strip_prefix("The app runs at ");
        Self {
            origin: origin.expect("the app starts").to_owned(),
            process: Process(child),
        }
    }
}

impl Process {
    /// Kills the process.
    pub(crate) fn kill(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Returns an address on which no program listens.
pub(crate) fn free_address() -> String {
    let socket = TcpListener::bind("127.0.0.1:0").unwrap();
    socket.local_addr().unwrap().to_string()
}
