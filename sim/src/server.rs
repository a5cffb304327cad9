//! Serves the simulated org on a loopback port: HTTP for clients, a web console, and a control
//! API for tests.
//!
//! The server runs on its own thread and uses the system clock plus the offset set with
//! [`ServerState::advance`]. Tests in the same process can access the state directly.
//!
//! ```
//! use idx_flow_sim::{Setup, server::Server};
//!
//! let server = Server::start(Setup::default())?;
//! assert!(server.issuer().starts_with("http://127.0.0.1:"));
//! assert!(server.state().org.inbox().messages().is_empty());
//! # Ok::<(), std::io::Error>(())
//! ```

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

mod connection;
mod console;
mod control;
mod idle;
mod idle_settings;
mod info;
mod log;
mod state;

pub use idle_settings::{IdleConnections, LateRequest};
pub use info::{Credentials, ServerInfo};
pub use state::ServerState;

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};

use tokio::runtime;
use tokio::sync::oneshot;

use crate::Setup;

/// A running server. Dropping it stops the server and closes its connections.
#[derive(Debug)]
pub struct Server {
    issuer: String,
    state: Arc<Mutex<ServerState>>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// Serves an org on a bound socket. The socket's address replaces the issuer of the setup.
///
/// # Errors
/// [`InvalidInput`](io::ErrorKind::InvalidInput) if the socket is not bound to a loopback
/// address; any other error if the thread cannot be started.
pub fn serve(listener: TcpListener, setup: Setup) -> io::Result<Server> {
    let address = listener.local_addr()?;
    if !address.ip().is_loopback() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "the listen address must be a loopback address",
        ));
    }
    listener.set_nonblocking(true)?;
    let runtime = runtime::Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .build()?;
    let listener = {
        let _guard = runtime.enter();
        tokio::net::TcpListener::from_std(listener)?
    };
    let issuer = format!("http://{address}");
    let state = Arc::new(Mutex::new(ServerState::new(Setup {
        issuer: issuer.clone(),
        ..setup
    })));
    let (stop, stopped) = oneshot::channel();
    let shared = Arc::clone(&state);
    let thread = thread::Builder::new()
        .name("idx-flow-sim".to_owned())
        .spawn(move || {
            runtime.spawn(connection::accept(listener, shared));
            // Returns when `Server` is dropped. Dropping the runtime then cancels its tasks.
            let _ = runtime.block_on(stopped);
        })?;
    Ok(Server {
        issuer,
        state,
        stop: Some(stop),
        thread: Some(thread),
    })
}

impl Server {
    /// Serves an org on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// No port is free, or the thread cannot be started.
    pub fn start(setup: Setup) -> io::Result<Server> {
        let any_port = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        serve(TcpListener::bind(any_port)?, setup)
    }

    /// Returns the issuer: `http://127.0.0.1:{port}`.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Returns the base URL of the control API, without a trailing slash.
    pub fn control_url(&self) -> String {
        info::control_url(&self.issuer)
    }

    /// Locks the org, the phones, the faults and the clock. The server answers no request until
    /// the guard is dropped.
    pub fn state(&self) -> MutexGuard<'_, ServerState> {
        state::lock(&self.state)
    }

    /// Returns a shared handle to the same state.
    pub fn shared_state(&self) -> Arc<Mutex<ServerState>> {
        Arc::clone(&self.state)
    }

    /// Returns the settings that a client or a test needs.
    pub fn info(&self) -> ServerInfo {
        ServerInfo::new(&self.state())
    }

    /// Blocks until the process exits.
    pub fn wait(mut self) {
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_non_loopback_address_is_rejected() {
        let any_interface = TcpListener::bind((Ipv4Addr::UNSPECIFIED, 0)).unwrap();
        let error = serve(any_interface, Setup::default()).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
    }

    #[test]
    fn the_server_info_contains_the_actual_port() {
        let server = Server::start(Setup::default()).unwrap();
        let info = server.info();
        assert_eq!(info.issuer, server.state().org.setup().issuer);
        assert!(!info.issuer.ends_with(":0"));
        assert_eq!(info.control_url, format!("{}/sim", info.issuer));
        assert_eq!(info.users.len(), 1);
    }

    #[test]
    fn dropping_the_server_frees_the_port() {
        let server = Server::start(Setup::default()).unwrap();
        let address: SocketAddr = server.issuer()["http://".len()..].parse().unwrap();
        drop(server);
        assert!(std::net::TcpStream::connect(address).is_err());
    }
}
