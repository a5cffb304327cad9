//! The log shows the HTTP exchanges without their secrets.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use idx_flow_sim::server::Server;
use idx_flow_sim::setup::{AuthenticatorKey, Enrolled, OtpToken, User};
use idx_flow_sim::{Setup, totp};
use serde_json::{Value, json};

use crate::client::{Client, Control, agent};
use crate::recording_client::RecordingClient;

/// Collects every name, text and number of a value.
fn collect_texts(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::Object(members) => members.iter().for_each(|(name, member)| {
            texts.push(name.clone());
            collect_texts(member, texts);
        }),
        Value::Array(items) => items.iter().for_each(|item| collect_texts(item, texts)),
        Value::String(text) => texts.push(text.clone()),
        Value::Number(number) => texts.push(number.to_string()),
        Value::Bool(_) | Value::Null => {}
    }
}

fn assert_no_secret(client: &RecordingClient) {
    let log = client.control.get("/log");
    let mut texts = Vec::new();
    for exchange in log["exchanges"].as_array().expect("exchanges") {
        for part in ["method", "path", "request", "response"] {
            collect_texts(&exchange[part], &mut texts);
        }
    }
    assert!(texts.iter().any(|text| text == "challenge-authenticator"));
    for secret in &client.secrets {
        // A two-digit number is contained in many harmless texts.
        let leaks = |text: &&String| *text == secret || (secret.len() > 3 && text.contains(secret));
        let length = secret.len();
        assert_eq!(texts.iter().find(leaks), None, "a secret of {length} bytes");
    }
}

fn start_server() -> Server {
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
fn the_log_shows_no_secret_of_an_enrollment() {
    let server = start_server();
    let mut client = RecordingClient::new(&server);
    let required = [
        "okta_verify",
        "security_question",
        "google_otp",
        "phone_number",
    ];
    client.set_policy(
        &json!({ "required": required, "okta_verify": { "number_challenge": "at_once" } }),
    );
    let response = client.sign_in("Correct-Horse-1");

    let response = client.enroll(&response, "Okta Verify");
    let qr_code = response.pointer("/currentAuthenticator/value/contextualData/qrcode/href");
    let qr_code = qr_code.and_then(Value::as_str).expect("a QR code");
    let _ = client.control.post("/phone/scan", qr_code);
    let response = client.submit(&response, "enroll-poll", json!({}));

    let response = client.enroll(&response, "Security Question");
    let answer = json!({ "credentials": {
        "questionKey": "custom", "question": "Which engine?", "answer": "canary-analytical",
    } });
    let response = client.submit(&response, "enroll-authenticator", answer);

    let response = client.enroll(&response, "Google Authenticator");
    let secret = response.pointer("/currentAuthenticator/value/contextualData/sharedSecret");
    let secret =
        totp_rs::Secret::try_from_base32(secret.and_then(Value::as_str).expect("a secret"));
    let code = totp::code(secret.expect("Base32").as_bytes(), server.state().now());
    let answer = json!({ "credentials": { "passcode": code } });
    let response = client.submit(&response, "enroll-authenticator", answer);

    let id = response.pointer("/authenticators/value/0/id").cloned();
    let id = id.expect("the phone authenticator");
    let number = json!({ "authenticator": { "id": id, "methodType": "sms", "phoneNumber": "+15551234567" } });
    client.secrets.insert("+15551234567".to_owned());
    let response = client.submit(&response, "select-authenticator-enroll", number);
    let code = client.latest_message()["code"].clone();
    let answer = json!({ "credentials": { "passcode": code } });
    let response = client.submit(&response, "enroll-authenticator", answer);
    let _ = client.redeem(&response);

    client.set_policy(
        &json!({ "challenge": ["push"], "okta_verify": { "number_challenge": "at_once" } }),
    );
    let response = client.sign_in("Correct-Horse-1");
    let number = response.pointer("/currentAuthenticator/value/contextualData/correctAnswer");
    let number = json!({ "number": number }).to_string();
    let _ = client.control.post("/phone/number", &number);
    let response = client.submit(&response, "challenge-poll", json!({}));
    let _ = client.redeem(&response);

    client.set_policy(&json!({ "challenge": ["security_question"] }));
    let response = client.sign_in("Correct-Horse-1");
    let answer = json!({ "credentials": { "answer": "canary-analytical" } });
    let response = client.submit(&response, "challenge-authenticator", answer);
    let _ = client.redeem(&response);
    assert_no_secret(&client);
}

#[test]
fn the_log_shows_no_secret_of_a_magic_link_or_a_registration() {
    let server = start_server();
    let mut client = RecordingClient::new(&server);
    client.set_policy(&json!({ "challenge": ["email"], "magic_link": true }));
    let response = client.sign_in("Correct-Horse-1");
    let message = client.latest_message();
    let link = message["link"].as_str().expect("a magic link");
    let token = link.rsplit_once('/').expect("a path").1;
    client.secrets.insert(token.to_owned());
    let _ = agent().get(link).call().expect("a response");
    let exchange = &client.control.get("/log")["exchanges"][0];
    assert_eq!(exchange["path"], "/email/verify/•••");
    assert_eq!(
        exchange["flow"],
        client.control.get("/flows")["flows"][0]["flow"]
    );
    let answer = json!({ "credentials": { "passcode": message["code"] } });
    let response = client.submit(&response, "challenge-authenticator", answer);
    let tokens = client.redeem(&response);
    let token = tokens["access_token"].as_str().expect("a token");
    let url = format!("{}/oauth2/v1/userinfo", server.issuer());
    let claims = agent()
        .get(&url)
        .header("authorization", format!("Bearer {token}"));
    let claims = claims
        .call()
        .expect("a response")
        .body_mut()
        .read_to_string();
    assert!(claims.expect("text").contains("Ada Lovelace"));
    client.secrets.insert("Ada Lovelace".to_owned());

    let registration = json!({ "password_in_form": true, "required": ["okta_email"] });
    client.set_policy(&json!({ "registration": registration }));
    let response = client.sign_in("canary-wrong-password");
    let response = client.submit(&response, "select-enroll-profile", json!({}));
    let profile = json!({
        "userProfile": { "firstName": "Eve", "lastName": "New", "email": "eve@example.com" },
        "credentials": { "passcode": "Canary-Brand-New-1" },
    });
    let response = client.submit(&response, "enroll-profile", profile);
    let response = if response["currentAuthenticator"].is_null() {
        client.enroll(&response, "Email")
    } else {
        response
    };
    let code = client.latest_message()["code"].clone();
    let answer = json!({ "credentials": { "passcode": code } });
    let response = client.submit(&response, "enroll-authenticator", answer);
    let _ = client.redeem(&response);
    assert_no_secret(&client);
}

#[test]
fn the_log_shows_no_secret_of_duo_tokens_or_access_codes() {
    let mut setup = Setup::default();
    let token = OtpToken::new(AuthenticatorKey::CustomOtp).enrolled();
    setup.users[0].tokens.push(token);
    setup.users[0].enrolled.push(Enrolled::Duo);
    let server = Server::start(setup).expect("a free loopback port");
    let mut client = RecordingClient::new(&server);

    client.set_policy(&json!({ "challenge": ["duo"] }));
    let response = client.sign_in("Correct-Horse-1");
    let frame = response.pointer("/currentAuthenticatorEnrollment/value/contextualData");
    let request = json!({ "signed_token": frame.expect("the Duo frame")["signedToken"] });
    let approved = client.control.post("/duo/approve", &request.to_string());
    let answer = json!({ "credentials": { "signatureData": approved["signature"] } });
    let response = client.submit(&response, "challenge-authenticator", answer);
    let _ = client.redeem(&response);

    let press = ("custom_otp", "/tokens/press", r#"{"key": "custom_otp"}"#);
    let access = ("tac", "/tac", r#"{"lifetime_s": 60}"#);
    for (method, endpoint, body) in [press, access] {
        client.set_policy(&json!({ "challenge": [method] }));
        let code = client.control.post(endpoint, body)["code"].clone();
        let response = client.sign_in("Correct-Horse-1");
        let answer = json!({ "credentials": { "passcode": code } });
        let response = client.submit(&response, "challenge-authenticator", answer);
        let _ = client.redeem(&response);
    }
    assert_no_secret(&client);
}

#[test]
fn the_log_shows_no_secret_in_malformed_requests() {
    let server = start_server();
    let mut client = RecordingClient::new(&server);
    let response = client.sign_in("Correct-Horse-1");
    let _ = client.redeem(&response);
    let issuer = server.issuer();
    let post = |path: &str, media_type: &str, body: &str| {
        let request = agent().post(format!("{issuer}{path}"));
        let request = request.header("content-type", media_type);
        let request = request
            .header("cookie", "idx=CANARY")
            .header("authorization", "Basic CANARY");
        let _ = request.send(body).expect("a response");
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
        r#"["CANARY", {"unknown": "CANARY"}"#,
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
    let address = issuer.strip_prefix("http://").expect("an http URL");
    let mut raw = TcpStream::connect(address).expect("a connection");
    let request = b"CANARY / HTTP/1.1\r\nhost: CANARY\r\nconnection: close\r\n\r\n";
    raw.write_all(request).expect("the request is sent");
    let _ = raw.read_to_end(&mut Vec::new()).expect("a response");

    let log = client.control.get("/log").to_string();
    assert!(log.contains("(other)"), "the last request is logged");
    assert!(!log.contains("CANARY"), "{log}");
}

#[test]
fn the_log_shows_the_headers_that_describe_the_client() {
    let server = start_server();
    let headers = [
        ("accept-language", "de"),
        ("x-device-token", "d-1"),
        ("x-forwarded-for", "192.0.2.1"),
        ("x-okta-retry-count", "1"),
        ("x-okta-retry-for", "reqA"),
        ("x-okta-user-agent-extended", "idx-flow/0.1.0"),
    ];
    let mut request = agent().get(format!("{}/oauth2/v1/keys", server.issuer()));
    request = request.header("authorization", "Basic CANARY");
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let _ = request.call().expect("a response");
    let exchange = Control::new(&server).get("/log")["exchanges"][0].clone();
    for (name, value) in headers {
        assert_eq!(exchange["headers"][name], value);
    }
    assert!(!exchange.to_string().contains("CANARY"), "{exchange}");
}

#[test]
fn the_log_can_be_filtered_by_flow_and_by_sequence_number() {
    let server = start_server();
    let client = Client::new(&server);
    let control = Control::new(&server);
    let _ = client.sign_in("wrong");
    let response = client.sign_in("Correct-Horse-1");
    let _ = client.redeem(&response);
    let log = control.get("/log");
    let exchanges = log["exchanges"].as_array().expect("exchanges");
    let paths: Vec<&str> = exchanges
        .iter()
        .filter_map(|exchange| exchange["path"].as_str())
        .collect();
    let sign_in = [
        "/idp/idx/identify",
        "/idp/idx/introspect",
        "/oauth2/v1/interact",
    ];
    assert_eq!(
        paths,
        [&["/oauth2/v1/token"], &sign_in[..], &sign_in[..]].concat()
    );
    assert_eq!(exchanges[1]["request"]["credentials"]["passcode"], "•••");
    assert_eq!(exchanges[4]["status"], 401);

    let flow = exchanges[0]["flow"].as_str().expect("the flow of the code");
    let of_flow = control.get(&format!("/log?flow={flow}"));
    assert_eq!(of_flow["exchanges"].as_array().map(Vec::len), Some(4));
    let fresh = control.get(&format!("/log?after={}", exchanges[2]["seq"]));
    assert_eq!(fresh["exchanges"].as_array().map(Vec::len), Some(2));
    assert!(control.get("/log?after=x")["error"].is_string());
    let none = json!({ "exchanges": [] });
    assert_eq!(control.send("DELETE", "/log", ""), none);
}
