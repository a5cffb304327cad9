//! One HTTP exchange: the request on the wire, the response, and the errors.

use std::io::ErrorKind;
use std::sync::mpsc::channel;
use std::time::{Duration, SystemTime};

use idx_flow::{Action, FailureKind, Header, MAX_BODY, Request};
use idx_flow_ureq::{Runner, TransportError};

use crate::server::{Reply, Server, json};

/// The first request of a flow that uses this server as its issuer.
fn first_request(server: &Server) -> Request {
    let config = server.config().with_device_token("canary").unwrap();
    let flow = Runner::new().start(config).unwrap();
    match flow.next_action(SystemTime::now()) {
        Action::Send { request } => request,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_request_has_the_headers_and_body_of_the_engine_and_no_others() {
    let server = Server::start([json(200, "{}")]);
    let request = first_request(&server);
    Runner::new().exchange(&request).unwrap();
    let request_text = server.requests().remove(0);
    let (head, body) = request_text.split_once("\r\n\r\n").unwrap();
    assert_eq!(body, request.body.expose());
    let mut lines = head.lines();
    assert_eq!(lines.next(), Some("POST /oauth2/v1/interact HTTP/1.1"));
    let mut names: Vec<String> = lines
        .filter_map(|line| Some(line.split_once(':')?.0.to_ascii_lowercase()))
        .collect();
    names.sort();
    assert_eq!(
        names,
        [
            "accept",
            "content-length",
            "content-type",
            "cookie",
            "host",
            "user-agent",
            "x-okta-user-agent-extended"
        ]
    );
}

#[test]
fn an_error_status_is_returned_with_its_headers_and_body() {
    for status in [400, 401, 403, 429, 500, 503] {
        let headers = "Retry-After: 7\r\nX-Latin-1: caf\u{e9}\r\n";
        let server = Server::start([Reply::Http(status, headers, b"no".to_vec())]);
        let response = Runner::new().exchange(&first_request(&server)).unwrap();
        assert_eq!((response.status, &response.body[..]), (status, &b"no"[..]));
        let header = Header::new("retry-after", "7");
        assert!(response.headers.contains(&header));
    }
}

#[test]
fn a_redirect_is_returned_and_not_followed() {
    for status in [301, 302, 303, 307, 308] {
        let headers = "Location: /other\r\n";
        let server = Server::start([
            Reply::Http(status, headers, Vec::new()),
            json(200, "followed"),
        ]);
        let runner = Runner::new();
        let response = runner.exchange(&first_request(&server)).unwrap();
        assert_eq!(response.status, status);
        // the second request is the one that this test sends
        let mut next = first_request(&server);
        next.url = format!("{}/next", server.origin);
        runner.exchange(&next).unwrap();
        assert!(server.requests()[1].starts_with("POST /next"));
    }
}

#[test]
fn a_body_is_cut_after_the_limit_and_the_engine_rejects_it() {
    let server = Server::start([Reply::Http(200, "", vec![b' '; MAX_BODY + 4096])]);
    let runner = Runner::new();
    let mut flow = runner.start(server.config()).unwrap();
    let Action::Send { request } = flow.next_action(SystemTime::now()) else {
        panic!("nothing to send");
    };
    let response = runner.exchange(&request).unwrap();
    assert_eq!(response.body.len(), MAX_BODY + 1);
    flow.handle_response(request.id, response, SystemTime::now());
    match flow.next_action(SystemTime::now()) {
        Action::Failed { failure } => assert_eq!(failure.kind, FailureKind::Protocol),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_server_that_does_not_answer_is_a_timeout() {
    let (keep_open, until) = channel();
    let server = Server::start([Reply::Silence(until)]);
    let runner = Runner::builder().timeout(Duration::from_millis(50));
    let outcome = runner.build().exchange(&first_request(&server));
    assert_eq!(outcome, Err(TransportError::Timeout));
    drop(keep_open);
}

#[test]
fn an_incomplete_body_is_a_connection_error() {
    let cut = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"interaction_handle\":";
    let server = Server::start([Reply::Raw(cut)]);
    let outcome = Runner::new().exchange(&first_request(&server));
    assert!(
        matches!(outcome, Err(TransportError::Connection(_))),
        "{outcome:?}"
    );
}

#[test]
fn a_response_that_is_not_http_is_a_protocol_error() {
    let server = Server::start([Reply::Raw("SSH-2.0-OpenSSH_9.9\r\n\r\n")]);
    let outcome = Runner::new().exchange(&first_request(&server));
    assert_eq!(outcome, Err(TransportError::Protocol));
}

#[test]
fn a_closed_port_is_a_refused_connection() {
    let outcome = Runner::new().exchange(&first_request(&Server::closed()));
    let refused = TransportError::Connection(ErrorKind::ConnectionRefused);
    assert_eq!(outcome, Err(refused));
}

#[test]
fn plain_http_is_allowed_only_to_loopback() {
    let mut request = first_request(&Server::closed());
    for url in [
        "http://id.acme.example/",
        "http://127.0.0.1.acme.example/",
        "ftp://127.0.0.1/",
        "/oauth2/v1/interact",
    ] {
        request.url = url.to_owned();
        let outcome = Runner::new().exchange(&request);
        assert_eq!(outcome, Err(TransportError::InsecureUrl), "{url}");
    }
}

#[test]
fn every_http_method_is_sent() {
    for method in ["GET", "PUT", "DELETE"] {
        let server = Server::start([json(200, "{}")]);
        let mut request = first_request(&server);
        request.method = method.to_owned();
        let response = Runner::new().exchange(&request).unwrap();
        assert_eq!(response.status, 200);
        let text = server.requests().remove(0);
        assert!(text.starts_with(method), "{text}");
        assert!(text.ends_with(request.body.expose()), "{text}");
    }
}
