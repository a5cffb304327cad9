//! The files of the console: their security headers, and who may load them.

use std::collections::BTreeSet;

use idx_flow_sim::Setup;
use idx_flow_sim::server::Server;

use crate::client::agent;

fn status(url: &str, method: &str, headers: &[(&str, &str)]) -> u16 {
    let mut request = ureq::http::Request::builder().method(method).uri(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request
        .body(r#"{"ms": 1000}"#.to_owned())
        .expect("a request");
    agent().run(request).expect("a response").status().as_u16()
}

/// The console paths that a file refers to.
fn referenced_paths(text: &str) -> impl Iterator<Item = String> {
    let quoted = text
        .split(['"', '\''])
        .filter(|quoted| quoted.contains('.'));
    quoted.filter_map(|quoted| match quoted.strip_prefix("./") {
        Some(name) => Some(format!("/sim/console/{name}")),
        None => quoted
            .starts_with("/sim/console/")
            .then(|| quoted.to_owned()),
    })
}

#[test]
fn every_referenced_file_is_served_with_a_strict_content_security_policy() {
    let server = Server::start(Setup::default()).expect("a free loopback port");
    let mut pending = vec!["/sim".to_owned()];
    let mut visited = BTreeSet::new();
    while let Some(path) = pending.pop() {
        if visited.contains(&path) {
            continue;
        }
        let response = agent().get(format!("{}{path}", server.issuer())).call();
        let mut response = response.expect("a response");
        assert_eq!(response.status(), 200, "{path}");
        let policy = response.headers()["content-security-policy"].to_str();
        let policy = policy.expect("text").to_owned();
        assert!(policy.starts_with("default-src 'none';") && !policy.contains("unsafe"));
        assert_eq!(response.headers()["x-content-type-options"], "nosniff");
        let text = response.body_mut().read_to_string().expect("text");
        assert!(!text.contains("innerHTML"), "{path} sets HTML");
        visited.insert(path);
        pending.extend(referenced_paths(&text));
    }
    assert!(visited.len() > 15, "{visited:?}");
}

#[test]
fn cross_origin_browser_requests_are_rejected() {
    let server = Server::start(Setup::default()).expect("a free loopback port");
    let advance = format!("{}/clock/advance", server.control_url());
    let text = ("content-type", "text/plain");
    let own_origin = server.issuer();
    assert_eq!(
        status(&advance, "POST", &[("origin", own_origin), text]),
        200
    );
    let foreign: [&[(&str, &str)]; 6] = [
        // A form of another site, sent as text/plain.
        &[("origin", "https://evil.example"), text],
        // A form in a sandboxed frame or a data: URL.
        &[("origin", "null"), text],
        // A page on another port of this machine.
        &[("origin", "http://127.0.0.1:1"), text],
        &[("sec-fetch-site", "same-site"), text],
        &[("sec-fetch-site", "cross-site"), text],
        // DNS rebinding.
        &[
            ("host", "evil.example"),
            ("origin", "http://evil.example"),
            text,
        ],
    ];
    for headers in foreign {
        assert_eq!(status(&advance, "POST", headers), 403, "{headers:?}");
        assert_eq!(status(&advance, "OPTIONS", headers), 403, "{headers:?}");
    }
    let console = server.control_url();
    let cross_site = [("sec-fetch-site", "cross-site")];
    assert_eq!(status(&console, "GET", &cross_site), 403);
    assert_eq!(server.state().offset().as_millis(), 1000);
}
