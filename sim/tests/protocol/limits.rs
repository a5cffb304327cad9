//! The limits on wrong codes, resent messages and polls.

use idx_flow_sim::Setup;
use idx_flow_sim::setup::{
    CodeLimit, Enrolled, MethodType, Policy, RateLimit, ResendLimit, SignIn,
};
use serde_json::json;

use crate::client::Client;

const NUMBER: &str = "+15550104477";
const CHALLENGE: &str = "challenge-authenticator";

/// Identifies the user. The org offers these methods.
fn start(methods: &[MethodType], policy: Policy) -> Client {
    let mut setup = Setup {
        policy: Policy {
            sign_in: SignIn::IdentifierFirst,
            first_factor: methods.to_vec(),
            ..policy
        },
        ..Setup::default()
    };
    let number = Enrolled::PhoneNumber(NUMBER.to_owned());
    setup.users[0].enrolled.push(number);
    let mut client = Client::start(setup);
    client.submit("identify", json!({"identifier": "ada@example.com"}));
    client
}

fn code(client: &Client, to: &str) -> String {
    client.org.inbox().code(to).unwrap().to_owned()
}

/// Asserts that the response has no form and refuses an action for this number of seconds.
fn assert_limited(client: &Client, key: &str, reset_in: u64) {
    assert_eq!((client.status, client.message()), (429, key));
    assert!(client.names().is_empty() && client.form("cancel").is_none());
    assert!(client.response["stateHandle"].is_string());
    assert_eq!(client.header("x-rate-limit-remaining"), Some("0"));
    assert_eq!(client.reset_in(), reset_in);
}

#[test]
fn after_five_wrong_codes_the_correct_one_is_refused_until_the_reset() {
    let mut client = start(&[MethodType::Email, MethodType::Sms], Policy::default());
    let select = "select-authenticator-authenticate";
    client.select_authenticator(select, "Email", json!({"methodType": "email"}));
    for _ in 0..5 {
        client.passcode(CHALLENGE, "000000");
        assert_eq!(client.status, 401);
    }
    let mut other = client.clone();
    let code = code(&client, "ada@example.com");
    client.wait(10);
    client.passcode(CHALLENGE, &code);
    assert_limited(&client, "tooManyRequests", 290);

    // A new code does not reset the limit, nor does a restart.
    client.introspect();
    client.submit("resend", json!({}));
    assert_eq!(client.status, 200);
    client.submit("cancel", json!({}));
    client.submit("identify", json!({"identifier": "ada@example.com"}));
    client.select_authenticator(select, "Email", json!({"methodType": "email"}));
    let code = self::code(&client, "ada@example.com");
    client.passcode(CHALLENGE, &code);
    assert_limited(&client, "tooManyRequests", 290);
    client.introspect();
    client.wait(290);
    client.passcode(CHALLENGE, &code).tokens();

    other.select_authenticator(select, "Phone", json!({"methodType": "sms"}));
    let code = self::code(&other, NUMBER);
    other.passcode(CHALLENGE, &code).tokens();
}

#[test]
fn a_correct_code_resets_the_count_and_the_limit_is_configurable() {
    let policy = Policy {
        code_limit: Some(CodeLimit {
            attempts: 1,
            reset_s: 7,
        }),
        ..Policy::default()
    };
    let mut client = start(&[MethodType::Email], policy.clone());
    // A form without a code is not an attempt.
    client.passcode(CHALLENGE, "");
    assert_eq!(client.field_message(), "model.validation.field.blank");
    client.passcode(CHALLENGE, "000000");
    client.passcode(CHALLENGE, "000000");
    assert_limited(&client, "tooManyRequests", 7);

    let unlimited = Policy {
        code_limit: None,
        ..policy
    };
    let mut client = start(&[MethodType::Email], unlimited);
    for _ in 0..20 {
        client.passcode(CHALLENGE, "000000");
        assert_eq!(client.status, 401);
    }
}

#[test]
fn an_email_is_resent_five_times() {
    let mut client = start(&[MethodType::Email], Policy::default());
    for _ in 0..5 {
        client.wait(1);
        client.submit("resend", json!({}));
        assert_eq!(client.status, 200);
    }
    let sent = client.org.inbox().messages().len();
    client.submit("resend", json!({}));
    assert_limited(&client, "tooManyRequests", 295);
    assert_eq!(client.org.inbox().messages().len(), sent);
    client.introspect();
    client.wait(295);
    client.submit("resend", json!({}));
    assert_eq!(client.status, 200);
}

#[test]
fn a_refused_text_message_leaves_the_earlier_code_valid() {
    let policy = Policy {
        resend_limit: Some(ResendLimit {
            interval_s: 30,
            ..ResendLimit::default()
        }),
        ..Policy::default()
    };
    let mut client = start(&[MethodType::Sms], policy);
    let confirm = "authenticator-verification-data";
    client.submit(confirm, json!({"authenticator": {"methodType": "sms"}}));
    let first = code(&client, NUMBER);
    client.wait(29);
    client.submit("resend", json!({}));
    assert_limited(&client, "errors.E0000150", 1);
    client.introspect();
    client.passcode(CHALLENGE, &first).tokens();
}

#[test]
fn a_refused_call_shows_the_form_again() {
    let policy = Policy {
        resend_limit: Some(ResendLimit {
            count: 0,
            ..ResendLimit::default()
        }),
        ..Policy::default()
    };
    let mut client = start(&[MethodType::Voice, MethodType::Email], policy);
    let select = "select-authenticator-authenticate";
    client.select_authenticator(select, "Phone", json!({"methodType": "voice"}));
    let calls = client.org.inbox().messages().len();
    client.select_authenticator(select, "Phone", json!({"methodType": "voice"}));
    assert_eq!((client.status, client.message()), (429, "errors.E0000151"));
    assert_eq!(client.names(), [CHALLENGE, select]);
    assert_eq!(client.reset_in(), 300);
    assert_eq!(client.org.inbox().messages().len(), calls);
}

#[test]
fn a_rate_limited_poll_gets_the_current_prompt() {
    let policy = Policy {
        magic_link: true,
        rate_limit: Some(RateLimit {
            requests: 3,
            window_s: 5,
        }),
        ..Policy::default()
    };
    let mut client = start(&[MethodType::Email], policy);
    let prompt = client.response.clone();
    client.submit("poll", json!({})).submit("poll", json!({}));
    assert_eq!((client.status, client.message()), (429, "tooManyRequests"));
    assert_eq!(client.response["remediation"], prompt["remediation"]);
    assert_eq!(client.reset_in(), 5);
    client.wait(5);
    client.submit("poll", json!({}));
    assert_eq!((client.status, client.message()), (200, ""));
}
