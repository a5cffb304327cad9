//! The server over HTTP: sign-in as a client, and the control API as tests in other languages use it.

#[cfg(test)]
mod client;

use client::{Client, Control};
use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, SystemTime};

use idx_flow_sim::Setup;
use idx_flow_sim::server::{IdleConnections, LateRequest, Server};
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

fn setup_with(policy: Policy) -> Setup {
    Setup {
        policy,
        ..Setup::default()
    }
}

#[test]
fn sign_in_with_a_password_returns_tokens() {
    let (server, client, _) = start(Setup::default());
    let response = client.sign_in("Correct-Horse-1");
    let tokens = client.redeem(&response);
    assert_eq!(tokens["token_type"], "Bearer");
    assert!(tokens["id_token"].is_string());
    assert!(
        response["successWithInteractionCode"]["href"]
            .as_str()
            .is_some_and(|href| href.starts_with(server.issuer()))
    );
}

#[test]
fn scanning_the_qr_code_completes_the_enrollment() {
    let (_server, client, control) = start(setup_with(Policy::with_required(&[
        AuthenticatorKey::OktaVerify,
    ])));
    let response = client.sign_in("Correct-Horse-1");
    let response =
        client.select_authenticator(&response, "select-authenticator-enroll", "Okta Verify");
    let response = client.submit(&response, "enroll-poll", json!({}));
    assert!(
        response.get("successWithInteractionCode").is_none(),
        "the QR code has not been scanned"
    );

    let qr_code = response.pointer("/currentAuthenticator/value/contextualData/qrcode/href");
    let qr_code = qr_code.and_then(|href| href.as_str()).expect("a QR code");
    let phone = control.post("/phone/scan", qr_code);
    assert!(phone["totp"].is_string(), "{phone}");

    let response = client.submit(&response, "enroll-poll", json!({}));
    assert!(client.redeem(&response)["access_token"].is_string());
}

#[test]
fn opening_the_emailed_activation_link_completes_the_enrollment() {
    let (_server, client, control) = start(setup_with(Policy::with_required(&[
        AuthenticatorKey::OktaVerify,
    ])));
    let response = client.sign_in("Correct-Horse-1");
    let response =
        client.select_authenticator(&response, "select-authenticator-enroll", "Okta Verify");
    let id = response.pointer("/currentAuthenticator/value/id");
    let channel = json!({ "authenticator": { "id": id, "channel": "email" } });
    let response = client.submit(&response, "select-enrollment-channel", channel);
    let address = json!({ "email": "ada@example.com" });
    let response = client.submit(&response, "enrollment-channel-data", address);

    let phone = control.post("/phone/open", r#"{"to": "ada@example.com"}"#);
    assert!(phone["totp"].is_string(), "{phone}");
    let response = client.submit(&response, "enroll-poll", json!({}));
    assert!(client.redeem(&response)["access_token"].is_string());
}

#[test]
fn selecting_the_number_on_the_phone_approves_the_push() {
    let mut setup = Setup::default();
    let phone = Enrolled::OktaVerify("Ada's phone".to_owned());
    setup.users[0].enrolled.push(phone);
    setup.policy = Policy::with_challenge(&[MethodType::Push]);
    setup.policy.okta_verify.number_challenge = NumberChallenge::AtOnce;
    let (_server, client, control) = start(setup);

    let response = client.sign_in("Correct-Horse-1");
    assert_eq!(control.get("/phone")["name"], "Ada's phone");
    let pending = &control.get("/phone")["pending"];
    let number = response.pointer("/currentAuthenticator/value/contextualData/correctAnswer");
    let numbers = pending["numbers"]
        .as_array()
        .expect("numbers to select from");
    assert!(numbers.contains(number.expect("the correct number")));

    let phone = control.post("/phone/number", &json!({ "number": number }).to_string());
    assert!(phone["pending"].is_null());
    let response = client.submit(&response, "challenge-poll", json!({}));
    assert!(client.redeem(&response)["access_token"].is_string());
}

#[test]
fn an_emailed_code_is_in_the_inbox() {
    let (_server, client, control) =
        start(setup_with(Policy::with_challenge(&[MethodType::Email])));
    let response = client.sign_in("Correct-Horse-1");
    let messages = control.get("/inbox?to=ada%40example.com");
    let code = messages["messages"][0]["code"].as_str().expect("a code");
    let answer = json!({ "credentials": { "passcode": code } });
    let response = client.submit(&response, "challenge-authenticator", answer);
    assert!(client.redeem(&response)["access_token"].is_string());
}

#[test]
fn configured_faults_are_applied() {
    let (_server, client, control) = start(Setup::default());
    let lost = r#"{"path": "/v1/interact", "fault": {"kind": "reply_lost"}}"#;
    let _ = control.post("/faults", lost);
    assert!(client.interact().is_err(), "the connection is closed");

    let delayed = r#"{"path": "/v1/interact", "fault": {"kind": "delayed", "ms": 20}}"#;
    let _ = control.post("/faults", delayed);
    assert!(client.interact().is_ok());
    let exchange = &control.get("/log")["exchanges"][0];
    assert_eq!(exchange["fault"]["kind"], "delayed");

    let limited = r#"{"fault": {"kind": "rate_limited", "after_s": 30}, "times": 9}"#;
    assert_eq!(control.post("/faults", limited)["faults"][0]["times"], 9);
    let response = client.interact().expect("a response");
    assert_eq!(response.status(), 429);
    assert!(response.headers().contains_key("x-rate-limit-reset"));

    assert_eq!(control.send("DELETE", "/faults", "")["faults"], json!([]));
    assert_eq!(client.interact().expect("a response").status(), 200);
}

#[test]
fn responses_have_the_date_of_the_advanced_clock() {
    let (_server, client, control) = start(Setup::default());
    let year_ms: u64 = 365 * 24 * 60 * 60 * 1000;
    let clock = control.post("/clock/advance", &json!({ "ms": year_ms }).to_string());
    assert_eq!(clock["offset_ms"], year_ms);
    let response = client.interact().expect("a response");
    let date = response.headers()["date"].to_str().expect("text");
    let date = httpdate::parse_http_date(date).expect("a date");
    assert!(date > SystemTime::now() + Duration::from_millis(year_ms / 2));
}

/// Sends a GET over a connection, and returns whether a response came.
fn get(stream: &mut TcpStream, path: &str) -> bool {
    let request = format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n");
    let mut buffer = [0; 16 * 1024];
    stream.write_all(request.as_bytes()).is_ok()
        && stream.read(&mut buffer).is_ok_and(|length| length > 0)
}

#[test]
fn a_request_on_a_dropped_connection_is_lost() {
    let (server, _, control) = start(Setup::default());
    let address = server.issuer().trim_start_matches("http://").to_owned();
    let connect = || {
        let stream = TcpStream::connect(&address).expect("a connection");
        let timeout = Some(Duration::from_millis(200));
        stream.set_read_timeout(timeout).expect("a timeout");
        stream
    };
    let keys = "/oauth2/v1/keys";
    let wait = || std::thread::sleep(Duration::from_millis(30));

    let mut stream = connect();
    assert!(get(&mut stream, keys));
    wait();
    assert!(get(&mut stream, keys), "connections stay open by default");

    for late_request in [LateRequest::Reset, LateRequest::Ignored] {
        server.state().idle_connections = IdleConnections {
            timeout_ms: Some(10),
            late_request,
        };
        let mut stream = connect();
        wait();
        assert!(get(&mut stream, keys), "a new connection always works");
        let mut idle = [0; 1];
        let error = stream.read(&mut idle).expect_err("no end of the stream");
        let kinds = [ErrorKind::WouldBlock, ErrorKind::TimedOut];
        assert!(kinds.contains(&error.kind()), "the client is not told");
        assert!(get(&mut stream, "/sim/clock"), "the control API works");
        wait();
        let received = server.state().org.received_requests().count();
        assert!(!get(&mut stream, keys));
        assert!(!get(&mut stream, keys));
        let state = server.state();
        assert_eq!(state.org.received_requests().count(), received);
    }
    let off = control.send("PUT", "/connections", "{}");
    assert_eq!(off, json!({ "timeout_ms": null, "late_request": "reset" }));
    assert_eq!(control.get("/connections"), off);
}

#[test]
fn cross_origin_control_requests_are_rejected() {
    let (server, _, _) = start(Setup::default());
    let url = format!("{}/clock", server.control_url());
    let status = |name, value| {
        let agent = client::agent();
        let response = agent.get(&url).header(name, value).call();
        response.expect("a response").status().as_u16()
    };
    assert_eq!(status("accept", "application/json"), 200);
    assert_eq!(status("origin", "https://evil.example"), 403);
    assert_eq!(status("host", "rebound.example"), 403);
    assert_eq!(status("sec-fetch-site", "cross-site"), 403);
}

#[test]
fn tokens_captchas_and_duo_are_controlled_over_http() {
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

    let tokens = control.get("/tokens");
    assert_eq!(tokens["tokens"][0]["key"], "custom_otp");
    let response = client.sign_in("Correct-Horse-1");
    let response = client.select_authenticator(
        &response,
        "select-authenticator-authenticate",
        "Staff Token",
    );
    let code = &control.post("/tokens/press", r#"{"key": "custom_otp"}"#)["code"];
    let answer = json!({ "credentials": { "passcode": code } });
    let response = client.submit(&response, "challenge-authenticator", answer);
    assert!(client.redeem(&response)["access_token"].is_string());

    let response = client.sign_in("Correct-Horse-1");
    let response = client.select_authenticator(
        &response,
        "select-authenticator-authenticate",
        "Duo Security",
    );
    let frame = response.pointer("/currentAuthenticatorEnrollment/value/contextualData");
    let request = json!({ "signed_token": frame.expect("the Duo frame")["signedToken"] });
    let signature = &control.post("/duo/approve", &request.to_string())["signature"];
    let answer = json!({ "credentials": { "signatureData": signature } });
    let response = client.submit(&response, "challenge-authenticator", answer);
    assert!(client.redeem(&response)["access_token"].is_string());

    let solved = json!({ "site_key": Captcha::default().site_key }).to_string();
    assert!(control.post("/captcha/solve", &solved)["token"].is_string());
    let code = control.post("/tac", r#"{"lifetime_s": 60}"#);
    assert!(code["code"].is_string());
}
