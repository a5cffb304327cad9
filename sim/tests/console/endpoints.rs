//! Flows, policy, users, faults: what a door says, and what comes of it.

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

fn names(page: &Value) -> Vec<&str> {
    let forms = page.pointer("/remediation/value").and_then(Value::as_array);
    let forms = forms.into_iter().flatten();
    forms.filter_map(|form| form["name"].as_str()).collect()
}

#[test]
fn flows_show_who_is_where_and_can_be_ended() {
    let (_server, client, control) = start();
    assert_eq!(control.get("/flows"), json!({ "flows": [] }));
    let _ = control.send("PATCH", "/policy", r#"{"challenge": ["email"]}"#);
    let page = client.sign_in("Correct-Horse-1");

    let flow = control.get("/flows")["flows"][0].clone();
    assert_eq!(flow["login"], "ada@example.com");
    assert_eq!(flow["intent"], "LOGIN");
    assert_eq!(flow["remediations"], json!(names(&page)));
    assert_eq!(flow["authenticator"], "okta_email");
    assert_eq!(flow["requests"], 2);
    assert!(flow["since"].as_str() < flow["expires_at"].as_str());

    let end = json!({ "flow": flow["flow"] }).to_string();
    assert_eq!(control.post("/flows/end", &end), json!({ "flows": [] }));
    assert!(control.post("/flows/end", &end)["error"].is_string());
    let ended = client.submit(&page, "challenge-authenticator", json!({}));
    let key = &ended["messages"]["value"][0]["i18n"]["key"];
    assert_eq!(key, "idx.session.expired");
}

#[test]
fn a_flow_keeps_its_name_when_it_is_canceled_and_loses_it_when_it_is_done() {
    let (_server, client, control) = start();
    let page = client.sign_in("wrong");
    let before = control.get("/flows")["flows"][0].clone();
    let page = client.submit_to(&page["cancel"], json!({}));
    let after = control.get("/flows")["flows"][0].clone();
    assert_eq!(before["flow"], after["flow"]);
    assert_eq!(before["since"], after["since"]);
    assert_eq!(after["requests"], 3);

    let answer = json!({
        "identifier": "ada@example.com", "credentials": { "passcode": "Correct-Horse-1" },
    });
    let page = client.submit(&page, "identify", answer);
    assert_eq!(control.get("/flows")["flows"][0]["succeeded"], true);
    let _ = client.redeem(&page);
    assert_eq!(control.get("/flows"), json!({ "flows": [] }));
}

#[test]
fn the_policy_is_read_changed_and_replaced_in_the_setups_words() {
    let (_server, client, control) = start();
    let known = control.get("/policy");
    assert_eq!(known["sign_in"], "password_first");

    let patch = r#"{"okta_verify": {"number_challenge": "at_once"}, "rate_limit": null}"#;
    let patched = control.send("PATCH", "/policy", patch);
    assert_eq!(patched["okta_verify"]["number_challenge"], "at_once");
    assert_eq!(
        patched["okta_verify"]["channels"],
        known["okta_verify"]["channels"]
    );
    assert_eq!(patched["rate_limit"], Value::Null);

    let refused = control.send("PATCH", "/policy", r#"{"sing_in": "identifier_first"}"#);
    assert!(refused["error"].as_str().expect("why").contains("sing_in"));
    assert_eq!(control.get("/policy"), patched);

    let put = control.send("PUT", "/policy", r#"{"challenge": ["email"]}"#);
    assert_eq!(put["rate_limit"], known["rate_limit"]);
    let page = client.sign_in("Correct-Horse-1");
    assert_eq!(names(&page), ["challenge-authenticator"]);
}

#[test]
fn a_flow_under_way_goes_on_by_the_new_policy() {
    let (_server, client, control) = start();
    let first = client.sign_in("wrong");
    let _ = control.send("PATCH", "/policy", r#"{"required": ["security_question"]}"#);
    let answer = json!({
        "identifier": "ada@example.com", "credentials": { "passcode": "Correct-Horse-1" },
    });
    let page = client.submit(&first, "identify", answer);
    assert_eq!(names(&page), ["select-authenticator-enroll"]);
}

#[test]
fn a_choice_that_the_policy_has_emptied_is_left() {
    let (_server, client, control) = start();
    let _ = control.send("PATCH", "/policy", r#"{"challenge": ["sms", "email"]}"#);
    let user = r#"{"login": "bob@example.com", "enrolled": [
        "okta_email", {"phone_number": "+15550104477"}]}"#;
    let _ = control.post("/users", user);
    let page = client.sign_in_as("bob@example.com", "Correct-Horse-1");
    assert_eq!(names(&page), ["select-authenticator-authenticate"]);
    let _ = control.send("PATCH", "/policy", r#"{"challenge": []}"#);
    let page = client.submit(&page, "select-authenticator-authenticate", json!({}));
    assert!(page["successWithInteractionCode"].is_object(), "{page}");
}

#[test]
fn the_choices_of_a_policy_are_what_a_policy_takes() {
    let (_server, _, control) = start();
    let choices = control.get("/policy/choices");
    let all = choices["authenticators"].as_array().expect("a list");
    let keys: Vec<&Value> = all.iter().map(|it| &it["key"]).collect();
    let methods: Vec<&Value> = all
        .iter()
        .flat_map(|it| it["methods"].as_array().into_iter().flatten())
        .map(|it| &it["method"])
        .collect();
    let patch = json!({ "required": keys, "challenge": methods });
    let policy = control.send("PATCH", "/policy", &patch.to_string());
    assert_eq!(policy["required"], patch["required"]);
    assert_eq!(policy["challenge"], patch["challenge"]);
}

#[test]
fn users_are_added_locked_and_their_passwords_expire() {
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
    let page = client.sign_in("Correct-Horse-1");
    assert_eq!(names(&page), ["reenroll-authenticator"]);

    let _ = control.send(
        "PATCH",
        ada,
        r#"{"password_state": {"expires_in_days": 3}}"#,
    );
    let page = client.sign_in("Correct-Horse-1");
    assert_eq!(names(&page)[0], "reenroll-authenticator-warning");

    let _ = control.send("PATCH", ada, r#"{"status": "locked_out"}"#);
    let page = client.sign_in("Correct-Horse-1");
    let key = &page["messages"]["value"][0]["i18n"]["key"];
    assert_eq!(key, "errors.E0000069");
    assert!(control.send("PATCH", "/users?user=eve", "{}")["error"].is_string());
}

#[test]
fn a_user_has_an_address_of_their_own() {
    let (_server, _, control) = start();
    let users = control.post("/users", r#"{"login": "bob@example.com"}"#);
    assert_eq!(users["users"][1]["email"], "bob@example.com");
    let eve = r#"{"login": "eve@example.com", "email": "BOB@example.com"}"#;
    let refused = control.post("/users", eve);
    assert_eq!(refused["error"], "the login or the email address is taken");
}

#[test]
fn nobody_has_a_phone_before_an_account() {
    let (_server, _, control) = start();
    let bob = "/phone?user=bob@example.com";
    assert!(control.get(bob)["error"].is_string());
    let user = r#"{"login": "bob@example.com", "enrolled": [{"okta_verify": "Bob's phone"}]}"#;
    let _ = control.post("/users", user);
    assert_eq!(control.get(bob)["name"], "Bob's phone");
}

#[test]
fn a_lifetime_that_no_timestamp_can_say_is_refused() {
    let (_server, client, control) = start();
    let patch = r#"{"transaction_lifetime_s": 300000000000}"#;
    let refused = control.send("PATCH", "/policy", patch);
    let error = refused["error"].as_str().expect("why");
    assert!(error.contains("a hundred years"), "{error}");
    let _ = client.sign_in("wrong");
    assert_eq!(control.get("/flows")["flows"][0]["intent"], "LOGIN");
}

#[test]
fn one_fault_is_taken_out_and_the_others_stay() {
    let (_server, client, control) = start();
    let lost = r#"{"path": "/v1/interact", "fault": {"kind": "reply_lost"}, "times": 2}"#;
    let _ = control.post("/faults", lost);
    let _ = control.post("/faults", r#"{"fault": {"kind": "unavailable"}}"#);
    assert!(client.interact().is_err());
    assert_eq!(
        control.get("/log")["exchanges"][0]["fault"]["kind"],
        "reply_lost"
    );
    let left = control.post("/faults/remove", lost);
    assert_eq!(left["faults"][0]["fault"]["kind"], "unavailable");
    assert!(control.post("/faults/remove", lost)["error"].is_string());
}

#[test]
fn a_letter_says_where_its_link_opens_and_the_phone_how_long_its_code_shows() {
    let (_server, client, control) = start();
    let policy = r#"{"challenge": ["email"], "magic_link": true}"#;
    let _ = control.send("PUT", "/policy", policy);
    let _ = client.sign_in("Correct-Horse-1");
    assert_eq!(control.get("/inbox")["messages"][0]["opens_on"], "browser");

    let policy = r#"{"required": ["okta_verify"], "okta_verify": {"channels": ["email"]}}"#;
    let _ = control.send("PUT", "/policy", policy);
    let page = client.sign_in("Correct-Horse-1");
    let page = client.choose(&page, "select-authenticator-enroll", "Okta Verify");
    let address = json!({ "email": "ada@example.com" });
    let _ = client.submit(&page, "enrollment-channel-data", address);
    assert_eq!(control.get("/inbox")["messages"][1]["opens_on"], "phone");

    let left = control.get("/phone")["totp_ms"]
        .as_u64()
        .expect("milliseconds");
    assert!((1..=30_000).contains(&left), "{left}");
}

#[test]
fn doors_take_their_methods_only() {
    let (_server, _, control) = start();
    let doors = [
        "/flows",
        "/policy",
        "/users",
        "/log",
        "/faults/remove",
        "/policy/choices",
    ];
    for door in doors {
        let refused = control.send("OPTIONS", door, "");
        assert_eq!(
            refused["error"], "this door does not take that method",
            "{door}"
        );
    }
}
