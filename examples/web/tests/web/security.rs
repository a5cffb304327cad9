//! What other sites, and whoever else shares a browser, cannot do.

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
fn every_response_says_what_browsers_may_do_with_it() {
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
fn the_cookie_is_for_this_app_alone() {
    let org = org::start();
    let app = App::start(&org, &[]);
    let mut browser = Browser::new(&app.origin);
    let reply = browser.send("GET", "/Account/SignIn", &[], None);
    let cookie = header(&reply.headers, "set-cookie");
    assert!(cookie.starts_with("session="), "{cookie}");
    for flag in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(flag), "{cookie}");
    }

    // behind something that speaks TLS
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
fn a_request_of_another_site_changes_nothing() {
    let org = org::start();
    let app = App::start(&org, &[]);
    let mut browser = Browser::new(&app.origin);
    browser.enroll();
    let mut stranger = Browser::new(&app.origin);
    stranger.open("/Account/SignIn");
    let (own, foreign) = (browser.field("csrf"), stranger.field("csrf"));
    let doors = [
        "/Account/Answer",
        "/Account/Restart",
        "/Account/SignOut",
        "/OktaVerify/EnrollPoll",
    ];
    let page = browser.field("page");
    for door in doors {
        let mut refused = |csrf: &str, extra: &[(&str, &str)]| {
            let headers: Vec<_> = [("x-csrf-token", csrf)]
                .into_iter()
                .chain(extra.iter().copied())
                .collect();
            let form = [("csrf", csrf), ("page", &page), ("remediation", "cancel")];
            let reply = browser.send("POST", door, &headers, Some(&form));
            assert_eq!(reply.status, 403, "{door} {extra:?}");
        };
        refused("", &[]);
        refused(&foreign, &[]);
        refused(&own, &[("origin", "http://evil.example")]);
        refused(&own, &[("sec-fetch-site", "cross-site")]);
        refused(&own, &[("host", "evil.example")]);
    }
    assert_eq!(browser.open("/"), "/");
    assert_eq!(browser.open("/Account/SignIn"), "/OktaVerify/Enroll");
}

#[test]
fn a_session_that_somebody_planted_does_not_become_the_users() {
    let org = org::start();
    let app = App::start(&org, &[]);
    let mut attacker = Browser::new(&app.origin);
    attacker.open("/Account/SignIn");
    let planted = attacker.cookie.clone();

    let mut user = Browser::new(&app.origin);
    user.cookie = planted.clone();
    user.open("/Account/SignIn");
    assert_eq!(user.cookie, planted);
    user.answer(
        "identify",
        &[("identifier", LOGIN), ("credentials.passcode", PASSWORD)],
    );
    let before = user.cookie.clone();
    assert_ne!(before, planted, "the id is new when the password is given");
    let okta_verify = user.field("authenticator");
    user.answer(
        "select-authenticator-enroll",
        &[("authenticator", &okta_verify)],
    );
    scan(&org, &user.page);
    assert_eq!(user.wait(), "/");
    assert_ne!(
        user.cookie, before,
        "the id is new when the user is signed in"
    );
    user.open("/");
    assert!(user.page.contains("Ada Lovelace"));

    for known in [planted, before] {
        attacker.cookie = known;
        attacker.open("/");
        assert!(attacker.page.contains("Nobody is signed in."));
    }
}

#[test]
fn an_id_that_the_app_did_not_give_out_is_not_taken_on() {
    let org = org::start();
    let app = App::start(&org, &[]);
    let mut browser = Browser::new(&app.origin);
    let made_up = Some("session=AAAAAAAAAAAAAAAAAAAAAA".to_owned());
    browser.cookie = made_up.clone();
    browser.open("/Account/SignIn");
    assert_ne!(browser.cookie, made_up);
}

#[test]
fn a_form_has_a_reasonable_size() {
    let org = org::start();
    let app = App::start(&org, &[]);
    let mut browser = Browser::new(&app.origin);
    let long = "x".repeat(65 * 1024);
    let reply = browser.send("POST", "/Account/Answer", &[], Some(&[("csrf", &long)]));
    assert_eq!(reply.status, 413);
}
