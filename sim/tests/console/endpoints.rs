//! The endpoints of the control API: their responses and their effects.

use idx_flow_sim::Setup;
use idx_flow_sim::server::Server;
use serde_json::{Value, json};

use crate::client::{Client, Control};

fn start() -> (Server, Client, Control) {
    let server = Server::start(Setup::default()).expect("a free loopback port");
    let client = Client::new(&server);
    let control = Control::new(&server);
    (server, client, control)
}

fn remediation_names(response: &Value) -> Vec<&str> {
    let forms = response
        .pointer("/remediation/value")
        .and_then(Value::as_array);
    let forms = forms.into_iter().flatten();
    forms.filter_map(|form| form["name"].as_str()).collect()
}

#[test]
fn active_flows_are_listed_and_can_be_ended() {
    let (_server, client, control) = start();
    assert_eq!(control.get("/flows"), json!({ "flows": [] }));
    let _ = control.send("PATCH", "/policy", r#"{"challenge": ["email"]}"#);
    let response = client.sign_in("Correct-Horse-1");

    let flow = control.get("/flows")["flows"][0].clone();
    assert_eq!(flow["login"], "ada@example.com");
    assert_eq!(flow["intent"], "LOGIN");
    assert_eq!(flow["remediations"], json!(remediation_names(&response)));
    assert_eq!(flow["authenticator"], "okta_email");
    assert_eq!(flow["requests"], 2);
    assert!(flow["since"].as_str() < flow["expires_at"].as_str());

    let end = json!({ "flow": flow["flow"] }).to_string();
    assert_eq!(control.post("/flows/end", &end), json!({ "flows": [] }));
    assert!(control.post("/flows/end", &end)["error"].is_string());
    let ended = client.submit(&response, "challenge-authenticator", json!({}));
    let key = &ended["messages"]["value"][0]["i18n"]["key"];
    assert_eq!(key, "idx.session.expired");
}

#[test]
fn a_flow_keeps_its_id_when_canceled_and_is_not_listed_after_the_token_request() {
    let (_server, client, control) = start();
    let response = client.sign_in("wrong");
    let before = control.get("/flows")["flows"][0].clone();
    let response = client.submit_form(&response["cancel"], json!({}));
    let after = control.get("/flows")["flows"][0].clone();
    assert_eq!(before["flow"], after["flow"]);
    assert_eq!(before["since"], after["since"]);
    assert_eq!(after["requests"], 3);

    let answer = json!({
        "identifier": "ada@example.com", "credentials": { "passcode": "Correct-Horse-1" },
    });
    let response = client.submit(&response, "identify", answer);
    assert_eq!(control.get("/flows")["flows"][0]["succeeded"], true);
    let _ = client.redeem(&response);
    assert_eq!(control.get("/flows"), json!({ "flows": [] }));
}

#[test]
fn the_policy_can_be_read_patched_and_replaced() {
    let (_server, client, control) = start();
    let original = control.get("/policy");
    assert_eq!(original["sign_in"], "password_first");

    let patch = r#"{"okta_verify": {"number_challenge": "at_once"}, "rate_limit": null}"#;
    let patched = control.send("PATCH", "/policy", patch);
    assert_eq!(patched["okta_verify"]["number_challenge"], "at_once");
    assert_eq!(
        patched["okta_verify"]["channels"],
        original["okta_verify"]["channels"]
    );
    assert_eq!(patched["rate_limit"], Value::Null);

    let response = control.send("PATCH", "/policy", r#"{"sing_in": "identifier_first"}"#);
    let error = response["error"].as_str().expect("an error");
    assert!(error.contains("sing_in"), "{error}");
    assert_eq!(control.get("/policy"), patched);

    let put = control.send("PUT", "/policy", r#"{"challenge": ["email"]}"#);
    assert_eq!(put["rate_limit"], original["rate_limit"]);
    let response = client.sign_in("Correct-Horse-1");
    assert_eq!(remediation_names(&response), ["challenge-authenticator"]);
}

#[test]
fn an_active_flow_continues_with_the_new_policy() {
    let (_server, client, control) = start();
    let response = client.sign_in("wrong");
    let _ = control.send("PATCH", "/policy", r#"{"required": ["security_question"]}"#);
    let answer = json!({
        "identifier": "ada@example.com", "credentials": { "passcode": "Correct-Horse-1" },
    });
    let response = client.submit(&response, "identify", answer);
    assert_eq!(
        remediation_names(&response),
        ["select-authenticator-enroll"]
    );
}

#[test]
fn a_selection_without_options_after_a_policy_change_is_completed() {
    let (_server, client, control) = start();
    let _ = control.send("PATCH", "/policy", r#"{"challenge": ["sms", "email"]}"#);
    let user = r#"{"login": "bob@example.com", "enrolled": [
        "okta_email", {"phone_number": "+15550104477"}]}"#;
    let _ = control.post("/users", user);
    let response = client.sign_in_as("bob@example.com", "Correct-Horse-1");
    assert_eq!(
        remediation_names(&response),
        ["select-authenticator-authenticate"]
    );
    let _ = control.send("PATCH", "/policy", r#"{"challenge": []}"#);
    let response = client.submit(&response, "select-authenticator-authenticate", json!({}));
    assert!(
        response["successWithInteractionCode"].is_object(),
        "{response}"
    );
}

#[test]
fn a_policy_accepts_all_listed_choices() {
    let (_server, _, control) = start();
    let choices = control.get("/policy/choices");
    let authenticators = choices["authenticators"].as_array().expect("a list");
    let keys: Vec<&Value> = authenticators.iter().map(|choice| &choice["key"]).collect();
    let methods: Vec<&Value> = authenticators
        .iter()
        .flat_map(|choice| choice["methods"].as_array().into_iter().flatten())
        .map(|choice| &choice["method"])
        .collect();
    let patch = json!({ "required": keys, "challenge": methods });
    let policy = control.send("PATCH", "/policy", &patch.to_string());
    assert_eq!(policy["required"], patch["required"]);
    assert_eq!(policy["challenge"], patch["challenge"]);
}

#[test]
fn users_can_be_added_locked_out_and_given_an_expired_password() {
    let (_server, client, control) = start();
    let bob = r#"{"login": "bob@example.com", "email": "bob@example.com", "first_name": "Bob",
                  "enrolled": [{"okta_verify": "Bob's phone"}]}"#;
    let users = control.post("/users", bob);
    let enrolled = json!(["okta_password", "okta_verify"]);
    assert_eq!(users["users"][1]["enrolled"], enrolled);
    assert!(!users.to_string().contains("Correct-Horse-1"));
    assert!(control.post("/users", bob)["error"].is_string());
    assert_eq!(
        control.get("/phone?user=bob@example.com")["name"],
        "Bob's phone"
    );
    assert_eq!(control.get("/org")["users"][1]["login"], "bob@example.com");

    let ada = "/users?user=ada@example.com";
    let users = control.send("PATCH", ada, r#"{"password_state": "expired"}"#);
    assert_eq!(users["users"][0]["password_state"], "expired");
    let response = client.sign_in("Correct-Horse-1");
    assert_eq!(remediation_names(&response), ["reenroll-authenticator"]);

    let _ = control.send(
        "PATCH",
        ada,
        r#"{"password_state": {"expires_in_days": 3}}"#,
    );
    let response = client.sign_in("Correct-Horse-1");
    assert_eq!(
        remediation_names(&response)[0],
        "reenroll-authenticator-warning"
    );

    let _ = control.send("PATCH", ada, r#"{"status": "locked_out"}"#);
    let response = client.sign_in("Correct-Horse-1");
    let key = &response["messages"]["value"][0]["i18n"]["key"];
    assert_eq!(key, "errors.E0000069");
    assert!(control.send("PATCH", "/users?user=eve", "{}")["error"].is_string());
}

#[test]
fn sessions_are_listed() {
    let (_server, client, control) = start();
    assert_eq!(control.get("/sessions"), json!({ "sessions": [] }));
    let _ = client.sign_in("Correct-Horse-1");
    let session = control.get("/sessions?user=ADA@example.com")["sessions"][0].clone();
    assert_eq!(session["login"], "ada@example.com");
    assert_eq!(session["amr"], json!(["pwd"]));
    assert_eq!(session["keep_me_signed_in"], false);
    assert_eq!(session["has_refresh_token"], false);
    let other = control.get("/sessions?user=bob@example.com");
    assert_eq!(other, json!({ "sessions": [] }));
}

#[test]
fn two_users_cannot_share_an_email_address() {
    let (_server, _, control) = start();
    let users = control.post("/users", r#"{"login": "bob@example.com"}"#);
    assert_eq!(users["users"][1]["email"], "bob@example.com");
    let eve = r#"{"login": "eve@example.com", "email": "BOB@example.com"}"#;
    let response = control.post("/users", eve);
    let error = "the login or email address is already in use";
    assert_eq!(response["error"], error);
}

#[test]
fn a_login_without_an_account_has_no_phone() {
    let (_server, _, control) = start();
    let bob = "/phone?user=bob@example.com";
    assert!(control.get(bob)["error"].is_string());
    let user = r#"{"login": "bob@example.com", "enrolled": [{"okta_verify": "Bob's phone"}]}"#;
    let _ = control.post("/users", user);
    assert_eq!(control.get(bob)["name"], "Bob's phone");
}

#[test]
fn a_lifetime_beyond_the_range_of_timestamps_is_rejected() {
    let (_server, client, control) = start();
    let patch = r#"{"transaction_lifetime_s": 300000000000}"#;
    let response = control.send("PATCH", "/policy", patch);
    let error = response["error"].as_str().expect("an error");
    assert!(error.contains("a hundred years"), "{error}");
    let _ = client.sign_in("wrong");
    assert_eq!(control.get("/flows")["flows"][0]["intent"], "LOGIN");
}

#[test]
fn removing_a_fault_keeps_the_others() {
    let (_server, client, control) = start();
    let lost = r#"{"path": "/v1/interact", "fault": {"kind": "reply_lost"}, "times": 2}"#;
    let _ = control.post("/faults", lost);
    let _ = control.post("/faults", r#"{"fault": {"kind": "unavailable"}}"#);
    assert!(client.interact().is_err());
    assert_eq!(
        control.get("/log")["exchanges"][0]["fault"]["kind"],
        "reply_lost"
    );
    let remaining = control.post("/faults/remove", lost);
    assert_eq!(remaining["faults"][0]["fault"]["kind"], "unavailable");
    assert!(control.post("/faults/remove", lost)["error"].is_string());
}

#[test]
fn messages_tell_where_a_link_opens_and_phones_when_the_code_changes() {
    let (_server, client, control) = start();
    let policy = r#"{"challenge": ["email"], "magic_link": true}"#;
    let _ = control.send("PUT", "/policy", policy);
    let _ = client.sign_in("Correct-Horse-1");
    assert_eq!(control.get("/inbox")["messages"][0]["opens_on"], "browser");

    let policy = r#"{"required": ["okta_verify"], "okta_verify": {"channels": ["email"]}}"#;
    let _ = control.send("PUT", "/policy", policy);
    let response = client.sign_in("Correct-Horse-1");
    let response =
        client.select_authenticator(&response, "select-authenticator-enroll", "Okta Verify");
    let address = json!({ "email": "ada@example.com" });
    let _ = client.submit(&response, "enrollment-channel-data", address);
    assert_eq!(control.get("/inbox")["messages"][1]["opens_on"], "phone");

    let remaining = control.get("/phone")["totp_ms"]
        .as_u64()
        .expect("milliseconds");
    assert!((1..=30_000).contains(&remaining), "{remaining}");
}

#[test]
fn unsupported_methods_are_rejected() {
    let (_server, _, control) = start();
    let endpoints = [
        "/org",
        "/clock",
        "/faults",
        "/flows",
        "/policy",
        "/users",
        "/log",
        "/connections",
        "/sessions",
        "/faults/remove",
        "/policy/choices",
    ];
    for endpoint in endpoints {
        let response = control.send("OPTIONS", endpoint, "");
        let error = "method not allowed for this endpoint";
        assert_eq!(response["error"], error, "{endpoint}");
    }
}
