//! The proxy of the environment. Each test starts a child process with its own environment.

use std::env;
use std::process::Command;
use std::time::SystemTime;

use idx_flow::{Action, FlowConfig};
use idx_flow_ureq::{Runner, TransportError};

use crate::server::{Server, json};

/// The environment variable with the issuer for the child process.
const ISSUER: &str = "IDX_FLOW_TEST_ISSUER";

/// Runs the test `child` in a child process with this proxy in its environment.
fn run_child(issuer: &str, proxy: &str) {
    let mut child = Command::new(env::current_exe().unwrap());
    child.args(["--exact", "proxy::child", "--ignored"]);
    for name in ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"] {
        child.env_remove(name).env_remove(name.to_lowercase());
    }
    let output = child.env("HTTPS_PROXY", proxy).env(ISSUER, issuer).output();
    let output = output.unwrap();
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{stdout}");
    assert!(stdout.contains("1 passed"), "{stdout}");
}

#[test]
fn requests_to_other_hosts_use_the_proxy() {
    let proxy = Server::start([json(403, "")]);
    run_child("https://id.acme.example", &proxy.origin);
    let request = proxy.requests().remove(0);
    let expected = "CONNECT id.acme.example:443 ";
    assert!(request.starts_with(expected), "{request}");
}

#[test]
fn requests_to_loopback_bypass_the_proxy() {
    let server = Server::start([json(200, "{}")]);
    run_child(&server.origin, &Server::closed().origin);
    assert!(server.requests()[0].starts_with("POST /oauth2/v1/interact "));
}

#[test]
#[ignore = "the other tests run it in a child process"]
fn child() {
    let issuer = env::var(ISSUER).unwrap();
    let config = FlowConfig::new(&issuer, "client", "com.acme.app:/callback").unwrap();
    let runner = Runner::new();
    let flow = runner.start(config).unwrap();
    let Action::Send { request } = flow.next_action(SystemTime::now()) else {
        panic!("nothing to send");
    };
    let outcome = runner.exchange(&request).map(|response| response.status);
    let expected = match issuer.starts_with("https") {
        true => Err(TransportError::Proxy),
        false => Ok(200),
    };
    assert_eq!(outcome, expected);
}
