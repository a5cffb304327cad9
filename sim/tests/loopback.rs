//! The served org over real HTTP, as a client, a phone and a test in any language meet it.

#[cfg(test)]
mod client;

use client::{Client, Control};
use std::time::{Duration, SystemTime};

use idx_flow_sim::Setup;
use idx_flow_sim::server::Server;
use idx_flow_sim::setup::{
    AuthenticatorKey, Captcha, CaptchaPage, Enrolled, MethodType, NumberChallenge, OtpToken, Policy,
};
use serde_json::json;

fn start(setup: Setup) -> (Server, Client, Control) {
    let server = Server::start(setup).expect("a free loopback port");
    let client = Client::new(&server);
    let control = Control::new(&server);
    (server, client, control)
}

fn with(policy: Policy) -> Setup {
    Setup {
        policy,
        ..Setup::default()
    }
}

#[test]
fn a_password_signs_in() {
    let (server, client, _) = start(Setup::default());
    let page = client.sign_in("Correct-Horse-1");
    let tokens = client.redeem(&page);
    assert_eq!(tokens["token_type"], "Bearer");
    assert!(tokens["id_token"].is_string());
    assert!(
        page["successWithInteractionCode"]["href"]
            .as_str()
            .is_some_and(|href| href.starts_with(server.issuer()))
    );
}

#[test]
fn the_phone_scans_the_picture_and_the_poll_learns_of_it() {
    let (_server, client, control) =
        start(with(Policy::with_required(&[AuthenticatorKey::OktaVerify])));
    let page = client.sign_in("Correct-Horse-1");
    let page = client.choose(&page, "select-authenticator-enroll", "Okta Verify");
    let page = client.submit(&page, "enroll-poll", json!({}));
    assert!(
        page.get("successWithInteractionCode").is_none(),
        "nobody has scanned yet"
    );

    let picture = page.pointer("/currentAuthenticator/value/contextualData/qrcode/href");
    let picture = picture.and_then(|href| href.as_str()).expect("a picture");
    let phone = control.post("/phone/scan", picture);
    assert!(phone["totp"].is_string(), "{phone}");

    let page = client.submit(&page, "enroll-poll", json!({}));
    assert!(client.redeem(&page)["access_token"].is_string());
}

#[test]
fn the_phone_opens_the_link_of_a_mail() {
    let (_server, client, control) =
        start(with(Policy::with_required(&[AuthenticatorKey::OktaVerify])));
    let page = client.sign_in("Correct-Horse-1");
    let page = client.choose(&page, "select-authenticator-enroll", "Okta Verify");
    let id = page.pointer("/currentAuthenticator/value/id");
    let channel = json!({ "authenticator": { "id": id, "channel": "email" } });
    let page = client.submit(&page, "select-enrollment-channel", channel);
    let address = json!({ "email": "ada@example.com" });
    let page = client.submit(&page, "enrollment-channel-data", address);

    let phone = control.post("/phone/open", r#"{"to": "ada@example.com"}"#);
    assert!(phone["totp"].is_string(), "{phone}");
    let page = client.submit(&page, "enroll-poll", json!({}));
    assert!(client.redeem(&page)["access_token"].is_string());
}

#[test]
fn the_phone_answers_a_push_by_its_number() {
    let mut setup = Setup::default();
    let phone = Enrolled::OktaVerify("Ada's phone".to_owned());
    setup.users[0].enrolled.push(phone);
    setup.policy = Policy::with_challenge(&[MethodType::Push]);
    setup.policy.okta_verify.number_challenge = NumberChallenge::AtOnce;
    let (_server, client, control) = start(setup);

    let page = client.sign_in("Correct-Horse-1");
    assert_eq!(control.get("/phone")["name"], "Ada's phone");
    let pending = &control.get("/phone")["pending"];
    let number = page.pointer("/currentAuthenticator/value/contextualData/correctAnswer");
    let numbers = pending["numbers"]
        .as_array()
        .expect("numbers to choose from");
    assert!(numbers.contains(number.expect("a number on the screen")));

    let phone = control.post("/phone/number", &json!({ "number": number }).to_string());
    assert!(phone["pending"].is_null());
    let page = client.submit(&page, "challenge-poll", json!({}));
    assert!(client.redeem(&page)["access_token"].is_string());
}

#[test]
fn codes_are_read_in_the_inbox() {
    let (_server, client, control) = start(with(Policy::with_challenge(&[MethodType::Email])));
    let page = client.sign_in("Correct-Horse-1");
    let messages = control.get("/inbox?to=ada%40example.com");
    let code = messages["messages"][0]["code"].as_str().expect("a code");
    let answer = json!({ "credentials": { "passcode": code } });
    let page = client.submit(&page, "challenge-authenticator", answer);
    assert!(client.redeem(&page)["access_token"].is_string());
}

#[test]
fn faults_strike_the_wire() {
    let (_server, client, control) = start(Setup::default());
    let lost = r#"{"path": "/v1/interact", "fault": {"kind": "reply_lost"}}"#;
    let _ = control.post("/faults", lost);
    assert!(client.interact().is_err(), "the connection breaks");

    let late = r#"{"path": "/v1/interact", "fault": {"kind": "delayed", "ms": 20}}"#;
    let _ = control.post("/faults", late);
    assert!(client.interact().is_ok());
    let late = &control.get("/log")["exchanges"][0];
    assert_eq!(late["fault"]["kind"], "delayed");
    assert!(late["ms"].as_u64() >= Some(20), "{late}");

    let limited = r#"{"fault": {"kind": "rate_limited", "after_s": 30}, "times": 9}"#;
    assert_eq!(control.post("/faults", limited)["faults"][0]["times"], 9);
    let refused = client.interact().expect("a reply");
    assert_eq!(refused.status(), 429);
    assert!(refused.headers().contains_key("x-rate-limit-reset"));

    assert_eq!(control.send("DELETE", "/faults", "")["faults"], json!([]));
    assert_eq!(client.interact().expect("a reply").status(), 200);
}

#[test]
fn the_clock_is_the_orgs_clock() {
    let (_server, client, control) = start(Setup::default());
    let year_ms: u64 = 365 * 24 * 60 * 60 * 1000;
    let clock = control.post("/clock/advance", &json!({ "ms": year_ms }).to_string());
    assert_eq!(clock["offset_ms"], year_ms);
    let reply = client.interact().expect("a reply");
    let date = reply.headers()["date"].to_str().expect("text");
    let date = httpdate::parse_http_date(date).expect("a date");
    assert!(date > SystemTime::now() + Duration::from_millis(year_ms / 2));
}

#[test]
fn pages_of_other_sites_are_refused() {
    let (server, _, _) = start(Setup::default());
    let url = format!("{}/clock", server.control_url());
    let status = |name, value| {
        let agent = client::agent();
        let reply = agent.get(&url).header(name, value).call();
        reply.expect("a reply").status().as_u16()
    };
    assert_eq!(status("accept", "application/json"), 200);
    assert_eq!(status("origin", "https://evil.example"), 403);
    assert_eq!(status("host", "rebound.example"), 403);
    assert_eq!(status("sec-fetch-site", "cross-site"), 403);
}

#[test]
fn tokens_captchas_and_duo_are_operated_from_outside() {
    let mut setup = Setup::default();
    let token = OtpToken::new(AuthenticatorKey::CustomOtp).enrolled();
    setup.users[0].tokens.push(token);
    setup.users[0].enrolled.push(Enrolled::Duo);
    setup.policy = Policy::with_challenge(&[MethodType::CustomOtp, MethodType::Duo]);
    setup.captcha = Some(Captcha {
        pages: vec![CaptchaPage::Ssr],
        ..Captcha::default()
    });
    let (_server, client, control) = start(setup);

    let held = control.get("/tokens");
    assert_eq!(held["tokens"][0]["key"], "custom_otp");
    let page = client.sign_in("Correct-Horse-1");
    let page = client.choose(&page, "select-authenticator-authenticate", "Staff Token");
    let code = &control.post("/tokens/press", r#"{"key": "custom_otp"}"#)["code"];
    let answer = json!({ "credentials": { "passcode": code } });
    let page = client.submit(&page, "challenge-authenticator", answer);
    assert!(client.redeem(&page)["access_token"].is_string());

    let page = client.sign_in("Correct-Horse-1");
    let page = client.choose(&page, "select-authenticator-authenticate", "Duo Security");
    let frame = page.pointer("/currentAuthenticatorEnrollment/value/contextualData");
    let request = json!({ "signed_token": frame.expect("a frame")["signedToken"] });
    let signature = &control.post("/duo/approve", &request.to_string())["signature"];
    let answer = json!({ "credentials": { "signatureData": signature } });
    let page = client.submit(&page, "challenge-authenticator", answer);
    assert!(client.redeem(&page)["access_token"].is_string());

    let solved = json!({ "site_key": Captcha::default().site_key }).to_string();
    assert!(control.post("/captcha/solve", &solved)["token"].is_string());
    let code = control.post("/tac", r#"{"lifetime_s": 60}"#);
    assert!(code["code"].is_string());
}
