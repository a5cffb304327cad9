//! A server that answers a scripted sequence of connections and then closes its port.

use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use idx_flow::FlowConfig;

/// The reply to a request.
pub(crate) enum Reply {
    /// A response with this status, these header lines and this body.
    Http(u16, &'static str, Vec<u8>),
    /// These bytes, which need not be HTTP.
    Raw(&'static str),
    /// No reply. The connection stays open until the sender is dropped.
    Silence(Receiver<()>),
}

pub(crate) struct Server {
    pub(crate) origin: String,
    requests: Receiver<String>,
}

impl Server {
    pub(crate) fn start(replies: impl IntoIterator<Item = Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let (sender, requests) = channel();
        let replies: Vec<Reply> = replies.into_iter().collect();
        thread::spawn(move || serve(&listener, replies, &sender));
        Self { origin, requests }
    }

    /// A server whose port is already closed.
    pub(crate) fn closed() -> Self {
        let server = Self::start([]);
        // the thread closes the port before it drops its sender
        assert!(server.requests.recv().is_err());
        server
    }

    pub(crate) fn config(&self) -> FlowConfig {
        let config = FlowConfig::new(&self.origin, "client", "com.acme.app:/callback").unwrap();
        config.with_scopes(["profile"])
    }

    /// All requests, head and body. Blocks until the script is finished.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.iter().collect()
    }
}

pub(crate) fn json(status: u16, body: &str) -> Reply {
    Reply::Http(status, "Content-Type: application/json\r\n", body.into())
}

/// Reads the head and body of one request.
pub(crate) fn read_request(stream: impl Read) -> String {
    let mut reader = BufReader::new(stream);
    let mut text = String::new();
    while !text.ends_with("\r\n\r\n") {
        if reader.read_line(&mut text).unwrap_or(0) == 0 {
            return text;
        }
    }
    let length = text
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .map_or(0, |(_, value)| value.trim().parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    text + &String::from_utf8(body).unwrap()
}

fn serve(listener: &TcpListener, replies: Vec<Reply>, requests: &Sender<String>) {
    for reply in replies {
        let Ok((stream, _)) = listener.accept() else {
            return;
        };
        let _ = requests.send(read_request(&stream));
        send_reply(stream, reply);
    }
}

/// Errors are ignored because a client may close the connection early.
fn send_reply(mut stream: TcpStream, reply: Reply) {
    let _ = match reply {
        Reply::Http(status, headers, body) => {
            let length = body.len();
            let head = format!(
                "HTTP/1.1 {status} Status\r\n{headers}Connection: close\r\n\
                 Content-Length: {length}\r\n\r\n"
            );
            stream.write_all(&[head.into_bytes(), body].concat())
        }
        Reply::Raw(text) => stream.write_all(text.as_bytes()),
        Reply::Silence(until) => {
            let _ = until.recv();
            Ok(())
        }
    };
}
