//! The lockout of accounts after wrong passwords.

use idx_flow_sim::Setup;
use idx_flow_sim::org::UserUpdate;
use idx_flow_sim::setup::{Lockout, MethodType, Policy, SignIn, UserStatus};
use serde_json::json;

use crate::client::Client;

const LOCKED: &str = "errors.E0000069";
const FAILED: &str = "errors.E0000004";

fn start(policy: Policy) -> Client {
    Client::start(Setup {
        policy,
        ..Setup::default()
    })
}

fn identify(client: &mut Client, password: &str) -> (u16, String) {
    let credentials = json!({"passcode": password});
    client.submit(
        "identify",
        json!({"identifier": "ada@example.com", "credentials": credentials}),
    );
    (client.status, client.message().to_owned())
}

fn status(client: &Client) -> UserStatus {
    client.org.users()[0].status
}

#[test]
fn ten_wrong_passwords_in_a_row_lock_the_account() {
    let mut client = start(Policy::default());
    for _ in 0..9 {
        assert_eq!(identify(&mut client, "wrong"), (401, FAILED.to_owned()));
    }
    client.password().tokens();
    client.interact(&[]);
    for _ in 0..9 {
        identify(&mut client, "wrong");
    }
    assert_eq!(status(&client), UserStatus::Active);
    assert_eq!(identify(&mut client, "wrong"), (401, LOCKED.to_owned()));
    assert_eq!(status(&client), UserStatus::LockedOut);
    let locked = identify(&mut client, "Correct-Horse-1");
    assert_eq!(locked, (401, LOCKED.to_owned()));
    assert_eq!(client.names()[0], "identify");

    let update = UserUpdate {
        status: Some(UserStatus::Active),
        ..UserUpdate::default()
    };
    assert!(client.org.update_user("ada@example.com", &update));
    assert_eq!(identify(&mut client, "wrong"), (401, FAILED.to_owned()));
    client.password().tokens();
}

#[test]
fn a_hidden_lockout_looks_like_a_wrong_password() {
    let lockout = Lockout {
        attempts: Some(1),
        reported: false,
    };
    let mut client = start(Policy {
        lockout,
        ..Policy::default()
    });
    for password in ["wrong", "wrong", "Correct-Horse-1"] {
        assert_eq!(identify(&mut client, password), (401, FAILED.to_owned()));
    }
    assert_eq!(status(&client), UserStatus::LockedOut);
}

#[test]
fn wrong_passwords_of_a_challenge_lock_the_account() {
    let mut client = start(Policy {
        sign_in: SignIn::IdentifierFirst,
        lockout: Lockout {
            attempts: Some(2),
            ..Lockout::default()
        },
        unlock: vec![MethodType::Email],
        ..Policy::default()
    });
    client.submit("identify", json!({"identifier": "ada@example.com"}));
    client.passcode("challenge-authenticator", "wrong");
    assert_eq!(client.field_message(), "incorrectPassword");
    for password in ["wrong", "Correct-Horse-1"] {
        client.passcode("challenge-authenticator", password);
        assert_eq!((client.status, client.message()), (401, LOCKED));
        assert_eq!(client.names()[0], "challenge-authenticator");
    }
    client.submit("cancel", json!({}));
    client.submit("identify", json!({"identifier": "ada@example.com"}));
    assert_eq!((client.status, client.message()), (401, LOCKED));
}

#[test]
fn without_a_limit_no_account_is_locked() {
    let mut client = start(Policy {
        lockout: Lockout {
            attempts: None,
            ..Lockout::default()
        },
        ..Policy::default()
    });
    for _ in 0..20 {
        identify(&mut client, "wrong");
        client.wait(1);
    }
    assert_eq!(status(&client), UserStatus::Active);
}
