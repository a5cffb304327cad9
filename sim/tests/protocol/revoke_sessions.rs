//! Revocation of all other sessions with a new password.

use idx_flow_sim::setup::{MethodType, PasswordState, Policy, UserStatus};
use idx_flow_sim::{Request, Setup};
use serde_json::{Value, json};

use crate::client::Client;

fn refresh(client: &mut Client, tokens: &Value) -> u16 {
    let pairs = [
        ("grant_type", "refresh_token"),
        ("client_id", "0oa1simulatedclient7"),
        ("refresh_token", tokens["refresh_token"].as_str().unwrap()),
    ];
    let url = format!("{}/v1/token", client.server);
    client.send(&Request::form(url, &pairs)).status
}

fn is_active(client: &mut Client, token: &Value) -> bool {
    let pairs = [
        ("client_id", "0oa1simulatedclient7"),
        ("token", token.as_str().unwrap()),
    ];
    let url = format!("{}/v1/introspect", client.server);
    client.send(&Request::form(url, &pairs)).body_json()["active"] == true
}

/// Signs in twice. The second sign-in replaces the password with this answer.
fn replace_password(form: &str, credentials: Value) -> (Client, Value) {
    let mut client = Client::start(Setup {
        policy: Policy {
            recovery: vec![MethodType::Email],
            ..Policy::default()
        },
        ..Setup::default()
    });
    let tokens = client.password().tokens();
    if form == "reset-authenticator" {
        let token = client.org.recovery_token("ada@example.com").unwrap();
        client.interact(&[("recovery_token", &token)]);
    } else {
        let update = idx_flow_sim::org::UserUpdate {
            password_state: Some(PasswordState::Expired),
            ..idx_flow_sim::org::UserUpdate::default()
        };
        assert!(client.org.update_user("ada@example.com", &update));
        client.interact(&[]);
        client.password();
    }
    let fields = &client.form(form).unwrap()["value"][0]["form"]["value"];
    let field = json!({
        "name": "revokeSessions", "type": "boolean", "required": false,
        "label": "Sign me out of all other devices",
    });
    assert_eq!(fields[1], field);
    client.submit(form, json!({"credentials": credentials}));
    (client, tokens)
}

#[test]
fn a_new_password_can_revoke_all_other_sessions() {
    for form in ["reset-authenticator", "reenroll-authenticator"] {
        let credentials = json!({"passcode": "Brand-New-1", "revokeSessions": true});
        let (mut client, tokens) = replace_password(form, credentials);
        assert_eq!(refresh(&mut client, &tokens), 400, "{form}");
        assert!(!is_active(&mut client, &tokens["access_token"]));
        assert_eq!(client.org.sessions().len(), 1, "the new session");
        let new = client.tokens();
        assert_eq!(refresh(&mut client, &new), 200);
    }
}

#[test]
fn other_sessions_stay_by_default() {
    for credentials in [
        json!({"passcode": "Brand-New-1", "revokeSessions": false}),
        json!({"passcode": "Brand-New-1"}),
    ] {
        let (mut client, tokens) = replace_password("reset-authenticator", credentials);
        assert!(is_active(&mut client, &tokens["access_token"]));
        assert_eq!(refresh(&mut client, &tokens), 200);
        assert_eq!(client.org.sessions().len(), 2);
        assert_eq!(client.org.users()[0].status, UserStatus::Active);
    }
}
