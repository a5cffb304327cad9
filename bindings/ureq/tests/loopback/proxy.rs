//! The environment names the proxy. A process has one environment, so each test starts another.

use std::env;
use std::process::Command;
use std::time::SystemTime;

use idx_flow::{Action, FlowConfig};
use idx_flow_ureq::{Runner, TransportError};

use crate::server::{Server, json};

/// Which issuer the child is to go to, and what that is to come to.
const ISSUER: &str = "IDX_FLOW_TEST_ISSUER";

/// Runs the child below with this proxy in its environment.
fn run_child(issuer: &str, proxy: &str) {
    let mut child = Command::new(env::current_exe().unwrap());
    child.args(["--exact", "proxy::child", "--ignored"]);
    for name in ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"] {
        child.env_remove(name).env_remove(name.to_lowercase());
    }
    let output = child.env("HTTPS_PROXY", proxy).env(ISSUER, issuer).output();
    let output = output.unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("1 passed"), "{said}");
}

#[test]
fn the_world_is_reached_by_way_of_it() {
    let proxy = Server::start([json(403, "")]);
    run_child("https://id.acme.example", &proxy.origin);
    let asked = proxy.requests().remove(0);
    assert!(asked.starts_with("CONNECT id.acme.example:443 "), "{asked}");
}

#[test]
fn loopback_is_not() {
    let server = Server::start([json(200, "{}")]);
    run_child(&server.origin, &Server::gone().origin);
    assert!(server.requests()[0].starts_with("POST /oauth2/v1/interact "));
}

#[test]
#[ignore = "the tests above run it, in a process of its own"]
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
