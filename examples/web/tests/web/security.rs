//! Protection against other sites and other users of a browser.

use ureq::http::HeaderMap;

use crate::browser::Browser;
use crate::org::{self, LOGIN, PASSWORD, scan};
use crate::process::{App, free_address};

fn header<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    headers
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}

#[test]
fn every_response_has_security_headers() {
    let org = org::start();
    let app = App::start(&org, &[]);
    let mut browser = Browser::new(&app.origin);
    for path in ["/", "/Account/SignIn", "/style.css", "/poll.js", "/nowhere"] {
        let headers = browser.send("GET", path, &[], None).headers;
        let policy = header(&headers, "content-security-policy");
        assert!(policy.starts_with("default-src 'none';"), "{path}");
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"));
        assert_eq!(header(&headers, "x-content-type-options"), "nosniff");
        assert_eq!(header(&headers, "referrer-policy"), "same-origin");
        assert_eq!(header(&headers, "cache-control"), "no-store");
    }
}

#[test]
fn the_cookie_is_restricted_to_this_app() {
    let org = org::start();
    let app = App::start(&org, &[]);
    let mut browser = Browser::new(&app.origin);
    let reply = browser.send("GET", "/Account/SignIn", &[], None);
    let cookie = header(&reply.headers, "set-cookie");
    assert!(cookie.starts_with("session="), "{cookie}");
    for flag in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(flag), "{cookie}");
    }

    // behind a reverse proxy with TLS
    let listen = free_address();
    let app = App::start(
        &org,
        &["--origin", "https://app.example", "--listen", &listen],
    );
    assert_eq!(app.origin, "https://app.example");
    let mut browser = Browser::new(&format!("http://{listen}"));
    let host = [("host", "app.example")];
    let headers = browser.send("GET", "/Account/SignIn", &host, None).headers;
    assert!(header(&headers, "strict-transport-security").starts_with("max-age="));
    let cookie = header(&headers, "set-cookie");
    assert!(cookie.starts_with("__Host-session="), "{cookie}");
    for flag in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(flag), "{cookie}");
    }
}

#[test]
fn a_cross_site_request_is_rejected() {
    let org = org::start();
    let app = App::start(&org, &[]);
    let mut browser = Browser::new(&app.origin);
    browser.open_qr_code();
    let mut other = Browser::new(&app.origin);
    other.open("/Account/SignIn");
    let (own, foreign) = (browser.field("csrf"), other.field("csrf"));
    let paths = [
        "/Account/Answer",
        "/Account/Restart",
        "/Account/SignOut",
        "/OktaVerify/EnrollPoll",
    ];
    let version = browser.field("version");
    for path in paths {
        let mut assert_rejected = |csrf: &str, extra: &[(&str, &str)]| {
            let headers: Vec<_> = [("x-csrf-token", csrf)]
                .into_iter()
                .chain(extra.iter().copied())
                .collect();
            let form = [
                ("csrf", csrf),
                ("version", &version),
                ("remediation", "cancel"),
            ];
            let reply = browser.send("POST", path, &headers, Some(&form));
            assert_eq!(reply.status, 403, "{path} {extra:?}");
        };
        assert_rejected("", &[]);
        assert_rejected(&foreign, &[]);
        assert_rejected(&own, &[("origin", "http://evil.example")]);
        assert_rejected(&own, &[("sec-fetch-site", "cross-site")]);
        assert_rejected(&own, &[("host", "evil.example")]);
    }
    assert_eq!(browser.open("/"), "/");
    assert_eq!(browser.open("/Account/SignIn"), "/OktaVerify/Enroll");
}

#[test]
fn a_session_fixed_by_an_attacker_is_not_signed_in() {
    let org = org::start();
    let app = App::start(&org, &[]);
    let mut attacker = Browser::new(&app.origin);
    attacker.open("/Account/SignIn");
    let fixed = attacker.cookie.clone();

    let mut user = Browser::new(&app.origin);
    user.cookie = fixed.clone();
    user.open("/Account/SignIn");
    assert_eq!(user.cookie, fixed);
    user.answer(
        "identify",
        &[("identifier", LOGIN), ("credentials.passcode", PASSWORD)],
    );
    let before = user.cookie.clone();
    assert_ne!(before, fixed, "the id changes with the password");
    let okta_verify = user.field("authenticator");
    user.answer(
        "select-authenticator-enroll",
        &[("authenticator", &okta_verify)],
    );
    scan(&org, &user.page);
    assert_eq!(user.wait_for_next_page(), "/");
    assert_ne!(
        user.cookie, before,
        "the id changes when the user is signed in"
    );
    user.open("/");
    user.assert_shows("Ada Lovelace");

    for cookie in [fixed, before] {
        attacker.cookie = cookie;
        attacker.open("/");
        attacker.assert_shows("You're signed out.");
    }
}

#[test]
fn an_unknown_session_id_is_replaced() {
    let org = org::start();
    let app = App::start(&org, &[]);
    let mut browser = Browser::new(&app.origin);
    let unknown = Some("session=AAAAAAAAAAAAAAAAAAAAAA".to_owned());
    browser.cookie = unknown.clone();
    browser.open("/Account/SignIn");
    assert_ne!(browser.cookie, unknown);
}

#[test]
fn a_body_that_is_too_large_is_rejected() {
    let org = org::start();
    let app = App::start(&org, &[]);
    let mut browser = Browser::new(&app.origin);
    let long = "x".repeat(65 * 1024);
    let reply = browser.send("POST", "/Account/Answer", &[], Some(&[("csrf", &long)]));
    assert_eq!(reply.status, 413);
}

#[test]
fn the_org_gets_the_address_of_the_connection_and_not_one_that_the_browser_claims() {
    let org = org::start();
    let app = App::start(&org, &[]);
    let mut browser = Browser::new(&app.origin);
    let forged = [("x-forwarded-for", "203.0.113.7")];
    browser.send("GET", "/Account/SignIn", &forged, None);
    browser.open_qr_code();
    let state = org.state();
    let mut requests = state.org.received_requests();
    assert!(requests.len() >= 4);
    let has_address =
        requests.all(|request| request.header("x-forwarded-for") == Some("127.0.0.1"));
    assert!(has_address);
}
