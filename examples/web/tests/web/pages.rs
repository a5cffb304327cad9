//! The way through the pages.

use std::time::Duration;

use idx_flow_sim::faults::{Fault, Rule};

use crate::browser::Browser;
use crate::org::{self, PASSWORD, scan};
use crate::process::App;

#[test]
fn a_code_is_scanned_and_the_claims_are_shown_until_the_user_leaves() {
    let org = org::start();
    let app = App::start(&org, &[]);
    let mut browser = Browser::new(&app.origin);
    browser.enroll();
    assert!(
        browser
            .page
            .contains("When prompted, tap Scan a QR code, then scan the QR code below:")
    );
    assert!(
        browser
            .page
            .contains("alt=\"QR code to scan with Okta Verify\"")
    );
    scan(&org, &browser.page);
    assert_eq!(browser.wait(), "/");
    browser.open("/");
    assert!(
        browser
            .page
            .contains("Signed in as <strong>Ada Lovelace</strong>")
    );
    // no token, and no page of the sign-in, is in reach of the browser
    assert!(!browser.page.contains("eyJ"));
    assert_eq!(browser.open("/OktaVerify/Enroll"), "/");
    let csrf = browser.field("csrf");
    let left = browser.send("POST", "/Account/SignOut", &[], Some(&[("csrf", &csrf)]));
    assert_eq!(left.status, 303);
    assert_eq!(browser.cookie.as_deref(), Some("session="));
    browser.open("/");
    assert!(browser.page.contains("Nobody is signed in."));
}

#[test]
fn the_org_is_asked_when_it_says_and_not_when_the_browser_does() {
    let org = org::start();
    let app = App::start(&org, &[]);
    let mut browser = Browser::new(&app.origin);
    browser.enroll();
    // the poll that reaches the org is refused for a minute
    let hint = idx_flow_sim::faults::RateLimitHint::RetryAfter;
    let refused = Fault::RateLimited { after_s: 60, hint };
    org.state()
        .faults
        .add(Rule::once(refused).at("/challenge/poll"));
    let early = browser.poll();
    assert_eq!(
        org.state().faults.rules().len(),
        1,
        "a poll went out too early"
    );
    let refresh = early["Refresh"].as_u64().unwrap();
    assert!((1..=1001).contains(&refresh), "{early}");
    std::thread::sleep(Duration::from_millis(refresh));
    let told = browser.poll();
    assert!(org.state().faults.rules().is_empty(), "no poll went out");
    let refresh = told["Refresh"].as_u64().unwrap();
    assert!((58_000..=60_001).contains(&refresh), "{told}");
}

#[test]
fn what_is_missing_is_asked_for_without_a_request() {
    let org = org::start();
    let app = App::start(&org, &[]);
    let mut browser = Browser::new(&app.origin);
    browser.open("/Account/SignIn");
    org.state().faults.add(Rule::once(Fault::RequestLost));
    browser.answer(
        "identify",
        &[("identifier", ""), ("credentials.passcode", PASSWORD)],
    );
    assert!(browser.page.contains("Error: Sign in"));
    assert!(browser.page.contains("href=\"#identify-identifier\""));
    assert!(
        browser
            .page
            .contains("id=\"identify-identifier-wrong\">This is needed.")
    );
    assert!(!browser.page.contains(PASSWORD));
    assert_eq!(org.state().faults.rules().len(), 1, "something was sent");
}

#[test]
fn a_form_of_an_earlier_page_changes_nothing() {
    let org = org::start();
    let app = App::start(&org, &[]);
    let mut browser = Browser::new(&app.origin);
    browser.open("/Account/SignIn");
    let mut tab = Browser::new(&app.origin);
    tab.page = browser.page.clone();
    browser.enroll();
    tab.cookie = browser.cookie.clone();
    assert_eq!(tab.answer("cancel", &[]), "/OktaVerify/Enroll");
}

#[test]
fn an_answer_whose_reply_is_lost_is_not_sent_again() {
    let org = org::start();
    let app = App::start(&org, &[]);
    let mut browser = Browser::new(&app.origin);
    browser.open("/Account/SignIn");
    org.state()
        .faults
        .add(Rule::once(Fault::ReplyLost).at("/identify"));
    let values = [
        ("identifier", org::LOGIN),
        ("credentials.passcode", PASSWORD),
    ];
    // the org is asked instead, at once or as soon as it is to be asked
    let place = browser.answer("identify", &values);
    let place = if place == "/Account/Wait" {
        browser.wait()
    } else {
        place
    };
    assert_eq!(place, "/Manage/SelectAuthenticator");
}

#[test]
fn addresses_lead_to_the_page_whose_turn_it_is() {
    let org = org::start();
    let app = App::start(&org, &[]);
    let mut browser = Browser::new(&app.origin);
    assert_eq!(browser.open("/OktaVerify/Enroll"), "/Account/SignIn");
    browser.enroll();
    assert_eq!(browser.open("/Account/SignIn"), "/OktaVerify/Enroll");
    let channel = "/OktaVerify/SelectEnrollmentChannel";
    assert_eq!(browser.open(channel), channel);
    assert_eq!(
        browser.open("/Account/Other?form=nope"),
        "/OktaVerify/Enroll"
    );
    assert_eq!(
        browser.open("/signin/callback?state=forged&interaction_code=x"),
        "/OktaVerify/Enroll"
    );
    assert_eq!(browser.send("GET", "/nowhere", &[], None).status, 404);
}
