//! Sockets and HTTP/1.1: bytes to requests, outcomes to bytes.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{DATE, HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;

use super::{ServerState, control, lock};
use crate::faults::Outcome;
use crate::{Request, Response};

/// Bytes a request may carry: a large screenshot in Base64.
const MAX_BODY: usize = 16 * 1024 * 1024;
/// How long to leave the port alone when the system has no sockets left.
const BREATH: Duration = Duration::from_millis(50);

/// The connection breaks without an answer.
#[derive(Debug, thiserror::Error)]
#[error("the exchange is lost")]
struct Lost;

/// Accepts connections until the runtime ends.
pub(super) async fn accept(listener: TcpListener, state: Arc<Mutex<ServerState>>) -> Infallible {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(BREATH).await;
            continue;
        };
        let state = Arc::clone(&state);
        tokio::spawn(async move {
            let service = service_fn(|request| exchange(request, &state));
            // A connection that breaks concerns its client alone.
            let _ = http1::Builder::new()
                .timer(TokioTimer::new())
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

async fn exchange(
    request: hyper::Request<Incoming>,
    state: &Mutex<ServerState>,
) -> Result<hyper::Response<Full<Bytes>>, Lost> {
    let Some(request) = read(request).await else {
        return Ok(write(control::too_large(MAX_BODY)));
    };
    let (outcome, now) = {
        let mut state = lock(state);
        let outcome = if control::is_for(&request) {
            Outcome::Reply(control::answer(&mut state, &request))
        } else {
            state.exchange(&request)
        };
        (outcome, state.now())
    };
    match outcome {
        // HTTP has one reply to a request; a client on a socket cannot see a second.
        Outcome::Reply(response) | Outcome::Twice(response) => Ok(write(dated(response, now))),
        Outcome::Late { at, response } => {
            tokio::time::sleep(at.duration_since(now).unwrap_or_default()).await;
            Ok(write(dated(response, now)))
        }
        Outcome::Lost => Err(Lost),
    }
}

async fn read(request: hyper::Request<Incoming>) -> Option<Request> {
    let (head, body) = request.into_parts();
    let body = Limited::new(body, MAX_BODY).collect().await.ok()?;
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    Some(Request {
        method: head.method.as_str().to_owned(),
        url: head
            .uri
            .path_and_query()
            .map_or("/", |url| url.as_str())
            .to_owned(),
        headers: head
            .headers
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), text(value)))
            .collect(),
        body: body.to_bytes().into(),
    })
}

/// The org's clock, not the machine's, is what a client measures lifetimes against.
fn dated(response: Response, now: SystemTime) -> Response {
    if response.header(DATE.as_str()).is_some() {
        return response;
    }
    response.with_header(DATE.as_str(), httpdate::fmt_http_date(now))
}

fn write(response: Response) -> hyper::Response<Full<Bytes>> {
    let mut out = hyper::Response::new(Full::from(response.body));
    *out.status_mut() = hyper::StatusCode::from_u16(response.status).unwrap_or_default();
    for (name, value) in &response.headers {
        if let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_str(value),
        ) {
            out.headers_mut().append(name, value);
        }
    }
    out
}
