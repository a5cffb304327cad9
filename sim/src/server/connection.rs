//! Connections over HTTP/1.1: converts hyper's requests and responses to and from the simulator's.

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

use super::control;
use super::idle::IdleStream;
use super::state::{ServerState, lock};
use crate::faults::Outcome;
use crate::{Request, Response};

/// The largest request body, in bytes. A large screenshot in Base64 fits.
const MAX_BODY: usize = 16 * 1024 * 1024;
/// The delay before the next `accept` if one fails, for example because no file descriptor is free.
const ACCEPT_RETRY_DELAY: Duration = Duration::from_millis(50);

/// Closes the connection without a response.
#[derive(Debug, thiserror::Error)]
#[error("connection closed by fault injection")]
struct ConnectionDropped;

/// Accepts connections until the runtime shuts down.
pub(super) async fn accept(listener: TcpListener, state: Arc<Mutex<ServerState>>) -> Infallible {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(ACCEPT_RETRY_DELAY).await;
            continue;
        };
        let state = Arc::clone(&state);
        tokio::spawn(async move {
            let stream = IdleStream::new(stream, Arc::clone(&state));
            let service = service_fn(|request| handle(request, &state));
            // An error ends this connection only.
            let _ = http1::Builder::new()
                .timer(TokioTimer::new())
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

async fn handle(
    request: hyper::Request<Incoming>,
    state: &Mutex<ServerState>,
) -> Result<hyper::Response<Full<Bytes>>, ConnectionDropped> {
    let Some(request) = from_hyper(request).await else {
        return Ok(to_hyper(control::payload_too_large(MAX_BODY)));
    };
    let (outcome, now) = {
        let mut state = lock(state);
        let outcome = if control::is_control_request(&request) {
            Outcome::Reply(control::handle(&mut state, &request))
        } else {
            state.exchange(&request)
        };
        (outcome, state.now())
    };
    match outcome {
        // An HTTP client sees one response per request, so a duplicate is not sent.
        Outcome::Reply(response) | Outcome::Duplicated(response) => {
            Ok(to_hyper(with_date(response, now)))
        }
        Outcome::Delayed { at, response } => {
            tokio::time::sleep(at.duration_since(now).unwrap_or_default()).await;
            Ok(to_hyper(with_date(response, now)))
        }
        Outcome::Lost => Err(ConnectionDropped),
    }
}

/// Reads the body. `None` if it is too large or the connection breaks.
async fn from_hyper(request: hyper::Request<Incoming>) -> Option<Request> {
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

/// Adds `Date` by the org's clock, because clients use it to correct their own clock.
fn with_date(response: Response, now: SystemTime) -> Response {
    if response.header(DATE.as_str()).is_some() {
        return response;
    }
    response.with_header(DATE.as_str(), httpdate::fmt_http_date(now))
}

fn to_hyper(response: Response) -> hyper::Response<Full<Bytes>> {
    let mut converted = hyper::Response::new(Full::from(response.body));
    *converted.status_mut() = hyper::StatusCode::from_u16(response.status).unwrap_or_default();
    for (name, value) in &response.headers {
        if let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_str(value),
        ) {
            converted.headers_mut().append(name, value);
        }
    }
    converted
}
