//! The page and its files: what they may do, and who may have them.

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
    agent().run(request).expect("a reply").status().as_u16()
}

#[test]
fn every_file_that_the_page_names_is_served_and_may_only_reach_this_origin() {
    let server = Server::start(Setup::default()).expect("a free loopback port");
    let mut waiting = vec!["/sim".to_owned()];
    let mut seen: Vec<String> = Vec::new();
    while let Some(path) = waiting.pop() {
        let reply = agent().get(format!("{}{path}", server.issuer())).call();
        let mut reply = reply.expect("a reply");
        assert_eq!(reply.status(), 200, "{path}");
        let policy = reply.headers()["content-security-policy"].to_str();
        let policy = policy.expect("text").to_owned();
        assert!(policy.starts_with("default-src 'none';") && !policy.contains("unsafe"));
        assert_eq!(reply.headers()["x-content-type-options"], "nosniff");
        let text = reply.body_mut().read_to_string().expect("text");
        assert!(
            !text.contains("innerHTML"),
            "{path}: nothing is HTML but the page itself"
        );
        seen.push(path);
        let quoted = text.split(['"', '\'']).filter_map(|word| {
            let relative = word
                .strip_prefix("./")
                .map(|name| format!("/sim/console/{name}"));
            relative.or_else(|| word.starts_with("/sim/console/").then(|| word.to_owned()))
        });
        let fresh = quoted.filter(|word| word.contains('.') && !seen.contains(word));
        waiting.extend(fresh.collect::<Vec<_>>());
    }
    assert!(seen.len() > 15, "{seen:?}");
}

#[test]
fn what_a_foreign_page_can_make_a_browser_send_is_refused() {
    let server = Server::start(Setup::default()).expect("a free loopback port");
    let advance = format!("{}/clock/advance", server.control_url());
    let form = ("content-type", "text/plain");
    let own = server.issuer();
    assert_eq!(status(&advance, "POST", &[("origin", own), form]), 200);
    let foreign: [&[(&str, &str)]; 6] = [
        // a form without script, posted as text/plain
        &[("origin", "https://evil.example"), form],
        // the same out of a sandboxed frame or a data: URL
        &[("origin", "null"), form],
        // a page of another port of this machine
        &[("origin", "http://127.0.0.1:1"), form],
        &[("sec-fetch-site", "same-site"), form],
        &[("sec-fetch-site", "cross-site"), form],
        // DNS that was made to point here
        &[
            ("host", "evil.example"),
            ("origin", "http://evil.example"),
            form,
        ],
    ];
    for headers in foreign {
        assert_eq!(status(&advance, "POST", headers), 403, "{headers:?}");
        assert_eq!(status(&advance, "OPTIONS", headers), 403, "{headers:?}");
    }
    let page = server.control_url();
    assert_eq!(
        status(&page, "GET", &[("sec-fetch-site", "cross-site")]),
        403
    );
    assert_eq!(server.state().offset().as_millis(), 1000);
}
