//! Idle connections, which a server or a proxy may drop without telling the client.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use super::idle_settings::LateRequest;
use super::info::CONTROL_PATH;
use super::state::{ServerState, lock};

/// A connection that can be dropped while it is idle.
pub(super) struct IdleStream {
    stream: TcpStream,
    state: Arc<Mutex<ServerState>>,
    /// When the last response was sent. `None` before the first one, and during a request.
    idle_since: Option<Instant>,
    /// Whether all further requests are ignored.
    is_ignored: bool,
}

impl IdleStream {
    pub(super) fn new(stream: TcpStream, state: Arc<Mutex<ServerState>>) -> Self {
        Self {
            stream,
            state,
            idle_since: None,
            is_ignored: false,
        }
    }

    /// Returns what happens to the data of a new request, if the connection was dropped before.
    fn late_request(&self, data: &[u8]) -> Option<LateRequest> {
        let idle_since = self.idle_since?;
        let settings = lock(&self.state).idle_connections.clone();
        let timeout = Duration::from_millis(settings.timeout_ms?);
        let is_late = idle_since.elapsed() > timeout && !is_control_request(data);
        is_late.then_some(settings.late_request)
    }

    /// Discards all data until the client closes the connection.
    fn discard(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        loop {
            let mut space = [0; 1024];
            let mut buffer = ReadBuf::new(&mut space);
            ready!(Pin::new(&mut self.stream).poll_read(cx, &mut buffer))?;
            if buffer.filled().is_empty() {
                return Poll::Ready(Ok(()));
            }
        }
    }
}

/// Returns whether the first bytes of a request have a path of the control API.
fn is_control_request(data: &[u8]) -> bool {
    let path = data.split(|byte| *byte == b' ').nth(1);
    path.is_some_and(|path| path.starts_with(CONTROL_PATH.as_bytes()))
}

impl AsyncRead for IdleStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.is_ignored {
            return self.discard(cx);
        }
        let start = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buffer))?;
        let data = buffer.filled().get(start..).unwrap_or_default();
        match self.late_request(data).filter(|_| !data.is_empty()) {
            None => {
                self.idle_since = None;
                Poll::Ready(Ok(()))
            }
            Some(LateRequest::Reset) => {
                buffer.set_filled(start);
                // Closing the socket then sends RST instead of FIN.
                self.stream.set_zero_linger()?;
                Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()))
            }
            Some(LateRequest::Ignored) => {
                buffer.set_filled(start);
                self.is_ignored = true;
                self.discard(cx)
            }
        }
    }
}

impl AsyncWrite for IdleStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        data: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.idle_since = Some(Instant::now());
        Pin::new(&mut self.stream).poll_write(cx, data)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_to_the_control_api_are_recognized() {
        assert!(is_control_request(b"GET /sim/log HTTP/1.1\r\n"));
        assert!(!is_control_request(
            b"POST /idp/idx/introspect HTTP/1.1\r\n"
        ));
        assert!(!is_control_request(b""));
    }
}
