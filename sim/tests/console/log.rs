//! The log tells what went over the wire, and no secret of it.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use idx_flow_sim::server::Server;
use idx_flow_sim::setup::{AuthenticatorKey, Enrolled, OtpToken, User};
use idx_flow_sim::{Setup, totp};
use serde_json::{Value, json};

use crate::client::agent;
use crate::scenario::Scenario;

/// Every text and number that the log shows of addresses and bodies.
fn shown(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::Object(members) => members.iter().for_each(|(name, member)| {
            out.push(name.clone());
            shown(member, out);
        }),
        Value::Array(items) => items.iter().for_each(|item| shown(item, out)),
        Value::String(text) => out.push(text.clone()),
        Value::Number(number) => out.push(number.to_string()),
        Value::Bool(_) | Value::Null => {}
    }
}

fn assert_no_secret(scenario: &Scenario) {
    let log = scenario.control.get("/log");
    let mut told = Vec::new();
    for exchange in log["exchanges"].as_array().expect("exchanges") {
        for part in ["method", "path", "request", "response"] {
            shown(&exchange[part], &mut told);
        }
    }
    assert!(told.iter().any(|text| text == "challenge-authenticator"));
    for secret in &scenario.secrets {
        // a number of two digits is part of much that is harmless
        let leaks = |text: &&String| *text == secret || (secret.len() > 3 && text.contains(secret));
        assert_eq!(
            told.iter().find(leaks),
            None,
            "a secret of {} characters",
            secret.len()
        );
    }
}

fn org() -> Server {
    let mut setup = Setup::default();
    let bob = User {
        login: "bob@example.com".to_owned(),
        enrolled: vec![Enrolled::OktaVerify("Bob's phone".to_owned())],
        ..User::default()
    };
    setup.users.push(bob);
    Server::start(setup).expect("a free loopback port")
}

#[test]
fn no_secret_of_an_enrolment_shows() {
    let server = org();
    let mut scenario = Scenario::start(&server);
    let required = [
        "okta_verify",
        "security_question",
        "google_otp",
        "phone_number",
    ];
    scenario
        .policy(&json!({ "required": required, "okta_verify": { "number_challenge": "at_once" } }));
    let page = scenario.sign_in("Correct-Horse-1");

    let page = scenario.choose(&page, "Okta Verify");
    let picture = page.pointer("/currentAuthenticator/value/contextualData/qrcode/href");
    let picture = picture.and_then(Value::as_str).expect("a picture");
    let _ = scenario.control.post("/phone/scan", picture);
    let page = scenario.submit(&page, "enroll-poll", json!({}));

    let page = scenario.choose(&page, "Security Question");
    let answer = json!({ "credentials": {
        "questionKey": "custom", "question": "Which engine?", "answer": "canary-analytical",
    } });
    let page = scenario.submit(&page, "enroll-authenticator", answer);

    let page = scenario.choose(&page, "Google Authenticator");
    let secret = page.pointer("/currentAuthenticator/value/contextualData/sharedSecret");
    let secret = totp_rs::Secret::try_from_base32(secret.and_then(Value::as_str).expect("one"));
    let code = totp::code(secret.expect("Base32").as_bytes(), server.state().now());
    let answer = json!({ "credentials": { "passcode": code } });
    let page = scenario.submit(&page, "enroll-authenticator", answer);

    let id = page.pointer("/authenticators/value/0/id").cloned();
    let id = id.expect("the phone is left");
    let number = json!({ "authenticator": { "id": id, "methodType": "sms", "phoneNumber": "+15551234567" } });
    scenario.secrets.insert("+15551234567".to_owned());
    let page = scenario.submit(&page, "select-authenticator-enroll", number);
    let code = scenario.newest_letter()["code"].clone();
    let answer = json!({ "credentials": { "passcode": code } });
    let page = scenario.submit(&page, "enroll-authenticator", answer);
    let _ = scenario.tokens(&page);

    scenario.policy(
        &json!({ "challenge": ["push"], "okta_verify": { "number_challenge": "at_once" } }),
    );
    let page = scenario.sign_in("Correct-Horse-1");
    let number = page.pointer("/currentAuthenticator/value/contextualData/correctAnswer");
    let number = json!({ "number": number }).to_string();
    let _ = scenario.control.post("/phone/number", &number);
    let page = scenario.submit(&page, "challenge-poll", json!({}));
    let _ = scenario.tokens(&page);

    scenario.policy(&json!({ "challenge": ["security_question"] }));
    let page = scenario.sign_in("Correct-Horse-1");
    let answer = json!({ "credentials": { "answer": "canary-analytical" } });
    let page = scenario.submit(&page, "challenge-authenticator", answer);
    let _ = scenario.tokens(&page);
    assert_no_secret(&scenario);
}

#[test]
fn no_secret_of_mails_recovery_and_sign_up_shows() {
    let server = org();
    let mut scenario = Scenario::start(&server);
    scenario.policy(&json!({ "challenge": ["email"], "magic_link": true }));
    let page = scenario.sign_in("Correct-Horse-1");
    let letter = scenario.newest_letter();
    let link = letter["link"].as_str().expect("a magic link");
    let token = link.rsplit_once('/').expect("a path").1;
    scenario.secrets.insert(token.to_owned());
    let _ = agent().get(link).call().expect("a reply");
    let of_link = &scenario.control.get("/log")["exchanges"][0];
    assert_eq!(of_link["path"], "/email/verify/•••");
    assert_eq!(
        of_link["flow"],
        scenario.control.get("/flows")["flows"][0]["flow"]
    );
    let answer = json!({ "credentials": { "passcode": letter["code"] } });
    let page = scenario.submit(&page, "challenge-authenticator", answer);
    let tokens = scenario.tokens(&page);
    let token = tokens["access_token"].as_str().expect("a token");
    let url = format!("{}/oauth2/v1/userinfo", server.issuer());
    let claims = agent()
        .get(&url)
        .header("authorization", format!("Bearer {token}"));
    let claims = claims.call().expect("a reply").body_mut().read_to_string();
    assert!(claims.expect("text").contains("Ada Lovelace"));
    scenario.secrets.insert("Ada Lovelace".to_owned());

    let registration = json!({ "password_in_form": true, "required": ["okta_email"] });
    scenario.policy(&json!({ "registration": registration }));
    let page = scenario.sign_in("canary-wrong-password");
    let page = scenario.submit(&page, "select-enroll-profile", json!({}));
    let profile = json!({
        "userProfile": { "firstName": "Eve", "lastName": "New", "email": "eve@example.com" },
        "credentials": { "passcode": "Canary-Brand-New-1" },
    });
    let page = scenario.submit(&page, "enroll-profile", profile);
    let page = if page["currentAuthenticator"].is_null() {
        scenario.choose(&page, "Email")
    } else {
        page
    };
    let code = scenario.newest_letter()["code"].clone();
    let answer = json!({ "credentials": { "passcode": code } });
    let page = scenario.submit(&page, "enroll-authenticator", answer);
    let _ = scenario.tokens(&page);
    assert_no_secret(&scenario);
}

#[test]
fn no_secret_of_duo_of_tokens_and_of_access_codes_shows() {
    let mut setup = Setup::default();
    let token = OtpToken::new(AuthenticatorKey::CustomOtp).enrolled();
    setup.users[0].tokens.push(token);
    setup.users[0].enrolled.push(Enrolled::Duo);
    let server = Server::start(setup).expect("a free loopback port");
    let mut scenario = Scenario::start(&server);

    scenario.policy(&json!({ "challenge": ["duo"] }));
    let page = scenario.sign_in("Correct-Horse-1");
    let frame = page.pointer("/currentAuthenticatorEnrollment/value/contextualData");
    let request = json!({ "signed_token": frame.expect("a frame")["signedToken"] });
    let approved = scenario.control.post("/duo/approve", &request.to_string());
    let answer = json!({ "credentials": { "signatureData": approved["signature"] } });
    let page = scenario.submit(&page, "challenge-authenticator", answer);
    let _ = scenario.tokens(&page);

    let press = ("custom_otp", "/tokens/press", r#"{"key": "custom_otp"}"#);
    let access = ("tac", "/tac", r#"{"lifetime_s": 60}"#);
    for (method, door, body) in [press, access] {
        scenario.policy(&json!({ "challenge": [method] }));
        let code = scenario.control.post(door, body)["code"].clone();
        let page = scenario.sign_in("Correct-Horse-1");
        let answer = json!({ "credentials": { "passcode": code } });
        let page = scenario.submit(&page, "challenge-authenticator", answer);
        let _ = scenario.tokens(&page);
    }
    assert_no_secret(&scenario);
}

#[test]
fn no_secret_shows_wherever_a_client_that_errs_puts_it() {
    let server = org();
    let mut scenario = Scenario::start(&server);
    let page = scenario.sign_in("Correct-Horse-1");
    let _ = scenario.tokens(&page);
    let issuer = server.issuer();
    let post = |path: &str, media: &str, body: &str| {
        let request = agent().post(format!("{issuer}{path}"));
        let request = request.header("content-type", media);
        let request = request
            .header("cookie", "idx=CANARY")
            .header("authorization", "Basic CANARY");
        let _ = request.send(body).expect("a reply");
    };
    let (json, form) = ("application/json", "application/x-www-form-urlencoded");
    post("/CANARY/idp/idx/CANARY?CANARY=CANARY", json, "");
    post("/idp/idx/identify?passcode=CANARY#CANARY", json, "");
    post(
        "/idp/idx/identify",
        json,
        r#"{"CANARY": {"CANARY": ["CANARY"]}}"#,
    );
    post(
        "/idp/idx/identify",
        json,
        r#"{"identifier": "CANARY", "stateHandle": "CANARY"}"#,
    );
    post(
        "/idp/idx/identify",
        json,
        r#"["CANARY", {"unheard": "CANARY"}"#,
    );
    post("/idp/idx/identify", json, "CANARY");
    post("/idp/idx/identify", "CANARY", "CANARY");
    post("/oauth2/v1/token", form, "CANARY");
    post(
        "/oauth2/v1/token",
        form,
        "code_verifier=CANARY&client_secret=CANARY&CANARY=x",
    );
    post(
        "/oauth2/v1/interact",
        form,
        "nonce=CANARY&state=CANARY&recovery_token=CANARY",
    );
    let address = issuer.strip_prefix("http://").expect("an address");
    let mut raw = TcpStream::connect(address).expect("a connection");
    let request = b"CANARY / HTTP/1.1\r\nhost: CANARY\r\nconnection: close\r\n\r\n";
    raw.write_all(request).expect("it is sent");
    let _ = raw.read_to_end(&mut Vec::new()).expect("a reply");

    let log = scenario.control.get("/log").to_string();
    assert!(log.contains("(another)"), "the last one was logged");
    assert!(!log.contains("CANARY"), "{log}");
}

#[test]
fn the_log_is_filtered_by_flow_and_continued() {
    let server = org();
    let scenario = Scenario::start(&server);
    let _ = scenario.client.sign_in("wrong");
    let page = scenario.client.sign_in("Correct-Horse-1");
    let _ = scenario.client.redeem(&page);
    let all = scenario.control.get("/log");
    let all = all["exchanges"].as_array().expect("exchanges");
    let paths: Vec<&str> = all.iter().filter_map(|it| it["path"].as_str()).collect();
    let sign_in = [
        "/idp/idx/identify",
        "/idp/idx/introspect",
        "/oauth2/v1/interact",
    ];
    assert_eq!(
        paths,
        [&["/oauth2/v1/token"], &sign_in[..], &sign_in[..]].concat()
    );
    assert_eq!(all[1]["request"]["credentials"]["passcode"], "•••");
    assert_eq!(all[4]["status"], 401);

    let flow = all[0]["flow"].as_str().expect("the code was of a flow");
    let of_flow = scenario.control.get(&format!("/log?flow={flow}"));
    assert_eq!(of_flow["exchanges"].as_array().map(Vec::len), Some(4));
    let fresh = scenario
        .control
        .get(&format!("/log?after={}", all[2]["seq"]));
    assert_eq!(fresh["exchanges"].as_array().map(Vec::len), Some(2));
    assert!(scenario.control.get("/log?after=x")["error"].is_string());
    let none = json!({ "exchanges": [] });
    assert_eq!(scenario.control.send("DELETE", "/log", ""), none);
}
