//! The pages after an answer that the org did not accept.

use idx_flow_sim::Setup;
use idx_flow_sim::faults::{Fault, RateLimitHint, Rule};
use idx_flow_sim::server::Server;
use idx_flow_sim::setup::{PasswordState, User};

use crate::browser::Browser;
use crate::org::{self, LOGIN, PASSWORD};
use crate::process::App;

const CREDENTIALS: [(&str, &str); 2] = [("identifier", LOGIN), ("credentials.passcode", PASSWORD)];

/// The number of requests to this path that the org has received.
fn received(org: &Server, path: &str) -> usize {
    let state = org.state();
    let requests = state.org.received_requests();
    requests.filter(|request| request.path == path).count()
}

#[test]
fn a_rate_limit_keeps_the_page_and_shows_the_time_left() {
    let org = org::start();
    let app = App::start(&org, &[]);
    let mut browser = Browser::new(&app.origin);
    browser.open("/Account/SignIn");
    let fault = Fault::RateLimited {
        after_s: 600,
        hint: RateLimitHint::RetryAfter,
    };
    org.state().faults.add(Rule::once(fault).at("/identify"));
    assert_eq!(browser.answer("identify", &CREDENTIALS), "/Account/SignIn");
    browser.assert_shows(
        "Too many attempts. &quot;Sign in&quot; is available again in 10 minutes. You can use \
         every other option now.",
    );
    // the engine rejects the answer until then
    browser.answer("identify", &CREDENTIALS);
    browser.assert_shows("Too many attempts. Try again in 10 minutes.");
    assert_eq!(received(&org, "/idp/idx/identify"), 0);
}

#[test]
fn a_rate_limit_before_the_first_page_is_shown_with_its_duration() {
    let org = org::start();
    let app = App::start(&org, &[]);
    let mut browser = Browser::new(&app.origin);
    let fault = Fault::RateLimited {
        after_s: 600,
        hint: RateLimitHint::RetryAfter,
    };
    org.state().faults.add(Rule::once(fault).at("/interact"));
    assert_eq!(browser.open("/Account/SignIn"), "/Account/Wait");
    browser.assert_shows("<h1>Too many attempts</h1>");
    browser.assert_shows("Too many attempts. Trying again in 10 minutes.");
    browser.assert_shows("This page updates automatically.");
}

#[test]
fn an_answer_that_is_lost_is_announced_and_can_be_sent_again() {
    let org = org::start();
    let app = App::start(&org, &[]);
    let mut browser = Browser::new(&app.origin);
    org.state()
        .faults
        .add(Rule::once(Fault::RequestLost).at("/identify"));
    assert_eq!(browser.sign_in(), "/Account/SignIn");
    browser.assert_shows(
        "Your last answer may not have reached the server. Check your input and try again.",
    );
    assert_eq!(received(&org, "/idp/idx/identify"), 0);
    let next = browser.answer("identify", &CREDENTIALS);
    assert_eq!(next, "/Manage/SelectAuthenticator");
    assert!(!browser.page.contains("may not have reached the server"));
}

#[test]
fn a_form_for_an_earlier_prompt_shows_the_current_page_and_is_not_sent() {
    let org = org::start();
    let app = App::start(&org, &[]);
    let mut browser = Browser::new(&app.origin);
    browser.open("/Account/SignIn");
    let mut tab = Browser::new(&app.origin);
    tab.page = browser.page.clone();
    browser.open_qr_code();
    tab.cookie = browser.cookie.clone();
    let stale = "Your answer was for an earlier page, so it was not sent. Continue on this page.";
    for remediation in ["identify", "cancel"] {
        let before = tab.page.clone();
        assert_eq!(tab.answer(remediation, &CREDENTIALS), "/Account/Answer");
        tab.assert_shows(stale);
        tab.assert_shows("When prompted, tap Scan a QR code, then scan the QR code below:");
        tab.page = before;
    }
    assert_eq!(received(&org, "/idp/idx/identify"), 1);
    assert_eq!(received(&org, "/idp/idx/cancel"), 0);
    browser.open("/OktaVerify/Enroll");
    assert!(!browser.page.contains(stale));
}

#[test]
fn a_form_of_an_earlier_flow_is_not_sent() {
    let org = org::start();
    let app = App::start(&org, &[]);
    let mut browser = Browser::new(&app.origin);
    browser.open("/Account/SignIn");
    let earlier = browser.page.clone();
    let csrf = browser.field("csrf");
    let form = [("csrf", csrf.as_str())];
    browser.send("POST", "/Account/Restart", &[], Some(&form));
    assert_eq!(browser.open("/Account/SignIn"), "/Account/SignIn");
    browser.page = earlier;
    browser.answer("identify", &CREDENTIALS);
    browser.assert_shows("so it was not sent");
    assert_eq!(received(&org, "/idp/idx/identify"), 0);
}

#[test]
fn the_rules_that_a_new_password_breaks_are_listed_without_a_request() {
    let org = Server::start(Setup {
        users: vec![User {
            password_state: PasswordState::Expired,
            ..User::default()
        }],
        ..Setup::default()
    })
    .unwrap();
    let app = App::start(&org, &[]);
    let mut browser = Browser::new(&app.origin);
    assert_eq!(browser.sign_in(), "/Account/Password");
    browser.answer(
        "reenroll-authenticator",
        &[("credentials.passcode", "short")],
    );
    browser.assert_shows(
        "Password requirements were not met: at least 8 characters, at least 1 uppercase letter, \
         at least 1 number.",
    );
    assert_eq!(received(&org, "/idp/idx/challenge/answer"), 0);
}
