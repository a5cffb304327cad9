//! Certificate verification and additional root certificates.

use std::io::Write as _;
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;
use std::time::SystemTime;

use idx_flow::{Action, FlowConfig, Request, Response};
use idx_flow_ureq::{Error, Runner, TransportError};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, Stream};

use crate::server::read_request;

/// Serves one connection over TLS as `localhost`. Returns the origin and the certificate as PEM.
fn serve_tls() -> (String, String) {
    let certified = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = PrivatePkcs8KeyDer::from(certified.signing_key.serialize_der());
    let chain = vec![certified.cert.der().clone()];
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, PrivateKeyDer::from(key))
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let mut session = ServerConnection::new(Arc::new(config)).unwrap();
        let mut stream = Stream::new(&mut session, &mut socket);
        read_request(&mut stream);
        // fails if the client does not trust the certificate and has closed the connection
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    });
    (format!("https://localhost:{port}"), certified.cert.pem())
}

fn exchange(runner: &Runner, origin: &str) -> Result<Response, TransportError> {
    let config = FlowConfig::new(origin, "client", "com.acme.app:/callback").unwrap();
    runner.exchange(&first_request(runner, config))
}

fn first_request(runner: &Runner, config: FlowConfig) -> Request {
    let flow = runner.start(config).unwrap();
    match flow.next_action(SystemTime::now()) {
        Action::Send { request } => request,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_unknown_authority_is_a_permanent_error() {
    let (origin, _) = serve_tls();
    let error = exchange(&Runner::new(), &origin).unwrap_err();
    assert!(matches!(error, TransportError::Tls(_)), "{error:?}");
    assert!(error.is_permanent());
}

#[test]
fn an_added_authority_is_trusted() {
    let (origin, pem) = serve_tls();
    let runner = Runner::builder().root_certificates(pem.as_bytes()).unwrap();
    let response = exchange(&runner.build(), &origin).unwrap();
    assert_eq!(response.status, 200);
}

#[test]
fn an_added_certificate_is_not_accepted_for_another_host() {
    let (origin, pem) = serve_tls();
    let runner = Runner::builder().root_certificates(pem.as_bytes()).unwrap();
    let other_origin = origin.replace("localhost", "127.0.0.1");
    let error = exchange(&runner.build(), &other_origin).unwrap_err();
    assert!(matches!(error, TransportError::Tls(_)), "{error:?}");
}

#[test]
fn a_text_without_a_valid_certificate_is_an_error() {
    for pem in [
        "",
        "hello",
        "-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n",
    ] {
        let result = Runner::builder().root_certificates(pem.as_bytes());
        assert_eq!(result.err(), Some(Error::RootCertificate), "{pem}");
    }
}
