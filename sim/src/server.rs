//! The simulated org on a loopback port: HTTP for clients, a console for people, and a
//! control API for tests.
//!
//! The server runs in a thread of its own and reads the real clock, to which
//! [`ServerState::advance`] adds. Everything it serves can be reached in process too.
//!
//! ```
//! use idx_flow_sim::{Setup, server::Server};
//!
//! let server = Server::start(Setup::default())?;
//! assert!(server.issuer().starts_with("http://127.0.0.1:"));
//! assert!(server.state().org.inbox().messages().is_empty());
//! # Ok::<(), std::io::Error>(())
//! ```

mod connection;
mod console;
mod control;
mod info;
mod log;
mod state;

pub use info::{Credentials, ServerInfo};
pub use state::ServerState;

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use tokio::runtime;
use tokio::sync::oneshot;

use crate::Setup;

/// A running server. Dropping it stops it and breaks off what is under way.
#[derive(Debug)]
pub struct Server {
    issuer: String,
    state: Arc<Mutex<ServerState>>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// Serves an org on a socket that already listens. The setup's issuer becomes the socket's
/// address.
///
/// # Errors
/// The socket is not a loopback one (`InvalidInput`), or the thread could not be started.
pub fn serve(listener: TcpListener, setup: Setup) -> io::Result<Server> {
    let address = listener.local_addr()?;
    if !address.ip().is_loopback() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "a simulated org listens on a loopback address only",
        ));
    }
    listener.set_nonblocking(true)?;
    let runtime = runtime::Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .build()?;
    let listener = {
        let _inside = runtime.enter();
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
            // Either word or silence from the handle means: stop. The runtime ends its tasks.
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
    /// No port, or no thread, was to be had.
    pub fn start(setup: Setup) -> io::Result<Server> {
        let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        serve(TcpListener::bind(any)?, setup)
    }

    /// The issuer: `http://127.0.0.1:{port}`.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The base URL of the control API, without a trailing slash.
    pub fn control_url(&self) -> String {
        format!("{}{}", self.issuer, control::PREFIX)
    }

    /// Org, phones, faults and clock. The server answers nobody while this is held.
    pub fn state(&self) -> MutexGuard<'_, ServerState> {
        lock(&self.state)
    }

    /// The same, to be kept and shared.
    pub fn shared_state(&self) -> Arc<Mutex<ServerState>> {
        Arc::clone(&self.state)
    }

    /// What a client has to know.
    pub fn info(&self) -> ServerInfo {
        ServerInfo::to(&self.state())
    }

    /// Serves until the process ends.
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

/// A test that panicked with the state in its hands has failed already; the server goes on.
fn lock(state: &Mutex<ServerState>) -> MutexGuard<'_, ServerState> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_is_served() {
        let everywhere = TcpListener::bind((Ipv4Addr::UNSPECIFIED, 0)).unwrap();
        let refusal = serve(everywhere, Setup::default()).unwrap_err();
        assert_eq!(refusal.kind(), io::ErrorKind::InvalidInput);
    }

    #[test]
    fn the_invitation_names_the_real_port() {
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
