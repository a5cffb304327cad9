//! Captchas that protect a form.

use idx_flow_sim::Setup;
use idx_flow_sim::setup::{Captcha, CaptchaKind, CaptchaPage, MethodType, Policy};
use serde_json::{Value, json};

use crate::client::Client;

fn start_recovery() -> Client {
    Client::start(Setup {
        policy: Policy {
            recovery: vec![MethodType::Email],
            ..Policy::default()
        },
        captcha: Some(Captcha {
            kind: CaptchaKind::RecaptchaV2,
            pages: vec![CaptchaPage::Sspr],
            ..Captcha::default()
        }),
        ..Setup::default()
    })
}

fn identify(client: &mut Client, token: Value) {
    let mut values = json!({"identifier": "ada@example.com"});
    values["captchaVerify"] = json!({ "captchaToken": token });
    client.submit("identify-recovery", values);
}

#[test]
fn p21_only_the_configured_forms_require_a_captcha() {
    let mut client = start_recovery();
    assert!(client.response.get("captcha").is_none());
    client.submit("recover", json!({}));
    let captcha = &client.response["captcha"]["value"];
    assert_eq!(captcha["type"], "RECAPTCHA_V2");
    let form = client.form("identify-recovery").unwrap();
    let group = &form["value"][1];
    assert_eq!(group["relatesTo"], "$.captcha");
    assert_eq!(group["form"]["value"][0]["value"], captcha["id"]);
    assert_eq!(group["form"]["value"][1]["hint"], "captcha");
}

#[test]
fn p21_a_captcha_token_can_be_used_once() {
    let mut client = start_recovery();
    client.submit("recover", json!({}));
    identify(&mut client, Value::Null);
    assert_eq!(client.status, 400);
    identify(&mut client, json!("guessed"));
    assert_eq!(client.status, 400);
    assert_eq!(client.org.solve_captcha("another site"), None);
    let site_key = Captcha::default().site_key;
    let token = client.org.solve_captcha(&site_key).unwrap();
    identify(&mut client, json!(token));
    assert!(client.form("challenge-authenticator").is_some());

    client.interact(&[]);
    client.submit("recover", json!({}));
    identify(&mut client, json!(token));
    assert_eq!(client.status, 400);
}
