//! The pages of a sign-in.

use idx_flow_sim::Setup;
use idx_flow_sim::faults::{Fault, Rule};
use idx_flow_sim::server::Server;
use idx_flow_sim::setup::{AuthenticatorKey, Enrolled, MethodType, Policy, User};

use crate::browser::Browser;
use crate::org::{self, MIN_POLL_INTERVAL_MS, PASSWORD, scan};
use crate::process::App;

#[test]
fn a_scanned_code_signs_the_user_in_until_they_sign_out() {
    let org = org::start();
    let app = App::start(&org, &[]);
    let mut browser = Browser::new(&app.origin);
    browser.open_qr_code();
    browser.assert_shows("When prompted, tap Scan a QR code, then scan the QR code below:");
    browser.assert_shows("alt=\"QR code to scan with Okta Verify\"");
    scan(&org, &browser.page);
    assert_eq!(browser.wait_for_next_page(), "/");
    browser.open("/");
    browser.assert_shows("Okta Verify is set up.");
    browser.assert_shows("Signed in as <strong>Ada Lovelace</strong>");
    assert!(!browser.page.contains("eyJ"), "the page contains a token");
    assert_eq!(browser.open("/OktaVerify/Enroll"), "/");
    let csrf = browser.field("csrf");
    let reply = browser.send("POST", "/Account/SignOut", &[], Some(&[("csrf", &csrf)]));
    assert_eq!(reply.status, 303);
    assert_eq!(browser.cookie.as_deref(), Some("session="));
    browser.open("/");
    browser.assert_shows("You're signed out.");
}

#[test]
fn optional_authenticators_can_be_set_up_later_or_finished() {
    let org = org::start_with(Policy {
        optional: vec![AuthenticatorKey::OktaVerify, AuthenticatorKey::GoogleOtp],
        ..Policy::default()
    });
    let app = App::start(&org, &[]);
    let mut browser = Browser::new(&app.origin);
    browser.open_qr_code();
    browser.assert_shows(">Set up later</button>");
    scan(&org, &browser.page);
    let list = "/Manage/SelectAuthenticator";
    assert_eq!(browser.wait_for_next_page(), list);
    browser.open(list);
    browser.assert_shows("Okta Verify is set up.");
    browser.assert_shows(">Finish</button>");

    let google_otp = browser.field("authenticator");
    browser.answer(
        "select-authenticator-enroll",
        &[("authenticator", &google_otp)],
    );
    browser.assert_shows("Set up Google Authenticator");
    browser.assert_shows(">Set up later</button>");
    assert!(!browser.page.contains("Okta Verify is set up."));

    assert_eq!(browser.answer("skip", &[]), "/");
    browser.assert_shows("Signed in as <strong>Ada Lovelace</strong>");
}

#[test]
fn a_skipped_authenticator_is_not_reported_as_set_up() {
    let org = org::start_with(Policy {
        optional: vec![AuthenticatorKey::OktaVerify],
        ..Policy::default()
    });
    let app = App::start(&org, &[]);
    let mut browser = Browser::new(&app.origin);
    browser.open_qr_code();
    assert_eq!(browser.answer("skip", &[]), "/");
    browser.assert_shows("Signed in as <strong>Ada Lovelace</strong>");
    assert!(!browser.page.contains("is set up"));
}

#[test]
fn a_rejected_push_can_be_sent_again() {
    let org = Server::start(Setup {
        users: vec![User {
            enrolled: vec![Enrolled::OktaVerify("Ada's phone".to_owned())],
            ..User::default()
        }],
        policy: Policy {
            poll_interval_ms: MIN_POLL_INTERVAL_MS,
            ..Policy::with_challenge(&[MethodType::Push])
        },
        ..Setup::default()
    })
    .unwrap();
    let app = App::start(&org, &[]);
    let mut browser = Browser::new(&app.origin);
    assert_eq!(browser.sign_in(), "/OktaVerify/Challenge");
    browser.assert_shows("Push notification sent.");
    answer_push(&org, false);
    let rejected = browser.wait_for_next_page();
    browser.open(&rejected);
    browser.assert_shows("<h1>You rejected the push notification</h1>");
    browser.assert_shows("<button>Send again</button>");
    assert_eq!(browser.answer("resend", &[]), "/OktaVerify/Challenge");
    answer_push(&org, true);
    assert_eq!(browser.wait_for_next_page(), "/");
}

fn answer_push(org: &Server, approve: bool) {
    let mut state = org.state();
    let now = state.now();
    let (org, phone) = state.phone(None);
    let result = match approve {
        true => phone.approve(org, now),
        false => phone.reject(org, now),
    };
    result.unwrap();
}

#[test]
fn a_missing_value_is_reported_without_a_request() {
    let org = org::start();
    let app = App::start(&org, &[]);
    let mut browser = Browser::new(&app.origin);
    browser.open("/Account/SignIn");
    org.state().faults.add(Rule::once(Fault::RequestLost));
    browser.answer(
        "identify",
        &[("identifier", ""), ("credentials.passcode", PASSWORD)],
    );
    browser.assert_shows("Error: Sign in");
    browser.assert_shows("href=\"#identify-identifier\"");
    browser.assert_shows("id=\"identify-identifier-error\">This field is required.");
    assert!(!browser.page.contains(PASSWORD));
    assert_eq!(
        org.state().faults.rules().len(),
        1,
        "a request reached the org"
    );
}

#[test]
fn an_answer_whose_reply_is_lost_is_not_sent_again() {
    let org = org::start();
    let app = App::start(&org, &[]);
    let mut browser = Browser::new(&app.origin);
    let fault = Rule::once(Fault::ReplyLost).at("/identify");
    org.state().faults.add(fault);
    // the app asks the org for the current prompt
    assert_eq!(browser.sign_in(), "/Manage/SelectAuthenticator");
    assert!(!browser.page.contains("may not have reached the server"));
}

#[test]
fn the_code_of_a_link_that_another_device_opens_is_shown() {
    let org = org::start();
    let app = App::start(&org, &[]);
    let callback = "/signin/callback?state=other&otp=123456";
    let mut browser = Browser::new(&app.origin);
    browser.open(callback);
    browser.assert_shows("Enter this code on the page where you started to sign in:");
    browser.assert_shows(">123456</p>");
    browser.open("/Account/SignIn");
    browser.open(callback);
    browser.assert_shows(">123456</p>");
    // a text that is not a code
    let path = browser.open("/signin/callback?state=other&otp=call+555-0100");
    assert_eq!(path, "/Account/SignIn");
}

#[test]
fn other_paths_redirect_to_the_page_of_the_current_prompt() {
    let org = org::start();
    let app = App::start(&org, &[]);
    let mut browser = Browser::new(&app.origin);
    assert_eq!(browser.open("/OktaVerify/Enroll"), "/Account/SignIn");
    browser.open_qr_code();
    assert_eq!(browser.open("/Account/SignIn"), "/OktaVerify/Enroll");
    let channel = "/OktaVerify/SelectEnrollmentChannel";
    assert_eq!(browser.open(channel), channel);
    assert_eq!(
        browser.open("/Account/Other?form=unknown"),
        "/OktaVerify/Enroll"
    );
    assert_eq!(
        browser.open("/signin/callback?state=forged&interaction_code=x"),
        "/OktaVerify/Enroll"
    );
    assert_eq!(browser.send("GET", "/unknown", &[], None).status, 404);
}
