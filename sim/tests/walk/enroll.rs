//! Enrolling Okta Verify.

use idx_flow_sim::setup::{AuthenticatorKey, Policy};
use idx_flow_sim::{Phone, Setup};
use serde_json::json;

use crate::client::{Client, claims};

const ENROLL: &str = "select-authenticator-enroll";

fn required() -> Setup {
    Setup {
        policy: Policy::with_required(&[AuthenticatorKey::OktaVerify]),
        ..Setup::default()
    }
}

#[test]
fn e1_scan_a_qr_code() {
    let mut client = Client::start(required());
    client
        .password()
        .choose(ENROLL, "Okta Verify", json!({"channel": "qrcode"}));
    assert_eq!(client.form("enroll-poll").unwrap()["refresh"], 4000);
    client.submit("enroll-poll", json!({}));
    assert_eq!(client.names()[0], "enroll-poll");

    let mut phone = Phone::new("Ada's phone");
    client.scan(&mut phone).unwrap();
    client.submit("enroll-poll", json!({}));
    let tokens = client.tokens();
    let id = claims(&tokens["id_token"]);
    assert_eq!(
        (&id["nonce"], &id["email"]),
        (&json!("n-1"), &json!("ada@example.com"))
    );
    assert_eq!(id["iss"], "https://org.example.com/oauth2/default");
    assert!(tokens["refresh_token"].is_string() && tokens["device_secret"].is_string());
}
