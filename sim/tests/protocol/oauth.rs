//! The OAuth endpoints and their tokens.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use idx_flow_sim::org::UserUpdate;
use idx_flow_sim::setup::{Policy, UserStatus};
use idx_flow_sim::{Org, Request, Setup};
use rsa::pkcs1v15::{Signature, VerifyingKey};
use rsa::signature::Verifier;
use rsa::{BoxedUint, PublicKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::client::{Client, claims};

fn post(client: &mut Client, endpoint: &str, pairs: &[(&str, &str)]) -> (u16, Value) {
    let url = format!("/oauth2/default/v1/{endpoint}");
    let response = client.send(&Request::form(url, pairs));
    (response.status, response.body_json())
}

/// Sends a token to an endpoint of an authorization server.
fn post_token(client: &mut Client, server: &str, endpoint: &str, token: &str) -> Value {
    let pairs = [
        ("grant_type", "refresh_token"),
        ("client_id", "0oa1simulatedclient7"),
        ("token", token),
        ("refresh_token", token),
    ];
    let url = format!("{server}/v1/{endpoint}");
    client.send(&Request::form(url, &pairs)).body_json()
}

fn sign_in(setup: Setup) -> (Client, Value) {
    let mut client = Client::start(setup);
    let tokens = client.password().tokens();
    (client, tokens)
}

#[test]
fn interact_rejects_invalid_parameters() {
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest("verifier"));
    let valid = [
        ("client_id", "0oa1simulatedclient7"),
        ("scope", "openid"),
        ("redirect_uri", "com.example.app:/callback"),
        ("code_challenge", challenge.as_str()),
        ("code_challenge_method", "S256"),
    ];
    let mut client = Client::start(Setup::default());
    assert_eq!(post(&mut client, "interact", &valid).0, 200);
    let invalid = [
        ("client_id", "another", "invalid_client"),
        ("scope", "openid everything", "invalid_scope"),
        (
            "redirect_uri",
            "com.example.other:/callback",
            "invalid_request",
        ),
        ("code_challenge", "short", "invalid_request"),
        ("code_challenge_method", "plain", "invalid_request"),
        ("client_secret", "unexpected", "invalid_client"),
    ];
    for (name, value, error) in invalid {
        let mut pairs: Vec<_> = valid.into_iter().filter(|(key, _)| *key != name).collect();
        pairs.push((name, value));
        let (status, body) = post(&mut client, "interact", &pairs);
        assert!(status >= 400 && body["error"] == error, "{name}: {body}");
    }
}

#[test]
fn a_confidential_client_must_authenticate() {
    let org = Org::new(Setup {
        client_secret: Some("s3cret".to_owned()),
        ..Setup::default()
    });
    let mut client = Client::start_at(org, &[("client_secret", "s3cret")]);
    client.password();
    let code = client.response["successWithInteractionCode"]["value"][1]["value"].clone();
    assert_eq!(client.redeem(code.as_str().unwrap()).status, 401);
}

#[test]
fn a_code_can_be_redeemed_once_with_its_verifier() {
    let mut client = Client::start(Setup::default());
    client.password();
    let code = client.response["successWithInteractionCode"]["value"][1]["value"].clone();
    let code = code.as_str().unwrap();
    let pairs = [
        ("grant_type", "interaction_code"),
        ("client_id", "0oa1simulatedclient7"),
        ("interaction_code", code),
        ("code_verifier", "another-verifier"),
    ];
    assert_eq!(
        post(&mut client, "token", &pairs).1["error"],
        "invalid_grant"
    );
    assert_eq!(client.redeem(code).status, 200);
    assert_eq!(client.redeem(code).body_json()["error"], "invalid_grant");
}

#[test]
fn an_interaction_code_expires_after_a_minute() {
    for (lifetime, wait, status) in [(60, 60, 200), (60, 61, 400), (5, 6, 400), (90, 90, 200)] {
        let mut setup = Setup::default();
        setup.policy.interaction_code_lifetime_s = lifetime;
        let mut client = Client::start(setup);
        client.password();
        let code = client.response["successWithInteractionCode"]["value"][1]["value"].clone();
        client.wait(wait);
        let response = client.redeem(code.as_str().unwrap());
        assert_eq!(response.status, status, "{wait} s of {lifetime} s");
    }
}

#[test]
fn the_id_token_is_signed_with_the_published_key() {
    let (mut client, tokens) = sign_in(Setup::default());
    let token = tokens["id_token"].as_str().unwrap();
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let keys = client
        .send(&Request::get("/oauth2/default/v1/keys"))
        .body_json();
    let number = |name: &str| {
        let bytes = URL_SAFE_NO_PAD
            .decode(keys["keys"][0][name].as_str().unwrap())
            .unwrap();
        BoxedUint::from_be_slice_vartime(&bytes)
    };
    let key = PublicKey::new(number("n"), number("e")).unwrap();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let signature = Signature::try_from(signature.as_slice()).unwrap();
    VerifyingKey::<Sha256>::new(key)
        .verify(signed.as_bytes(), &signature)
        .unwrap();

    let id = claims(&tokens["id_token"]);
    assert_eq!(
        (&id["aud"], &id["preferred_username"]),
        (&json!("0oa1simulatedclient7"), &json!("ada@example.com"))
    );
    assert_eq!(
        id["exp"].as_u64().unwrap() - id["iat"].as_u64().unwrap(),
        3600
    );
    let digest = Sha256::digest(tokens["access_token"].as_str().unwrap());
    assert_eq!(id["at_hash"], URL_SAFE_NO_PAD.encode(&digest[..16]));
}

#[test]
fn a12_tokens_can_be_refreshed_and_revoked() {
    let (mut client, tokens) = sign_in(Setup::default());
    let refresh = tokens["refresh_token"].as_str().unwrap();
    let pairs = [
        ("grant_type", "refresh_token"),
        ("client_id", "0oa1simulatedclient7"),
        ("refresh_token", refresh),
        ("scope", "openid email"),
    ];
    let (status, fresh) = post(&mut client, "token", &pairs);
    assert_eq!((status, &fresh["scope"]), (200, &json!("openid email")));
    assert!(claims(&fresh["id_token"]).get("nonce").is_none());

    let access = fresh["access_token"].as_str().unwrap().to_owned();
    let userinfo = |client: &mut Client| {
        let mut request = Request::get("/oauth2/default/v1/userinfo");
        let bearer = format!("Bearer {access}");
        request.headers.push(("authorization".to_owned(), bearer));
        client.send(&request)
    };
    assert_eq!(
        userinfo(&mut client).body_json()["email"],
        "ada@example.com"
    );
    let revoke = [("client_id", "0oa1simulatedclient7"), ("token", refresh)];
    let access_token = [("client_id", "0oa1simulatedclient7"), ("token", &access)];
    let introspection = post(&mut client, "introspect", &access_token).1;
    assert_eq!(
        (&introspection["active"], &introspection["username"]),
        (&json!(true), &json!("ada@example.com"))
    );
    assert_eq!(post(&mut client, "revoke", &revoke).0, 200);
    assert_eq!(userinfo(&mut client).status, 401);
    assert_eq!(
        post(&mut client, "token", &pairs).1["error"],
        "invalid_grant"
    );
    assert_eq!(post(&mut client, "introspect", &revoke).1["active"], false);
}

#[test]
fn a_token_is_valid_at_its_own_authorization_server_only() {
    let (mut client, tokens) = sign_in(Setup::default());
    let refresh = tokens["refresh_token"].as_str().unwrap();
    let access = tokens["access_token"].as_str().unwrap();
    for token in [access, refresh] {
        assert_eq!(
            post_token(&mut client, "/oauth2", "introspect", token)["active"],
            false
        );
        post_token(&mut client, "/oauth2", "revoke", token);
        assert_eq!(
            post_token(&mut client, "/oauth2/default", "introspect", token)["active"],
            true
        );
    }
    // The other server does not revoke the family of a rotated token.
    let fresh = post_token(&mut client, "/oauth2/default", "token", refresh);
    client.wait(31);
    assert_eq!(
        post_token(&mut client, "/oauth2", "token", refresh)["error"],
        "invalid_grant"
    );
    let fresh = fresh["refresh_token"].as_str().unwrap();
    assert_eq!(
        post_token(&mut client, "/oauth2/default", "introspect", fresh)["active"],
        true
    );
}

#[test]
fn a_suspended_or_unassigned_user_loses_access() {
    let changes = [
        UserUpdate {
            status: Some(UserStatus::Suspended),
            ..UserUpdate::default()
        },
        UserUpdate {
            assigned: Some(false),
            ..UserUpdate::default()
        },
    ];
    for change in changes {
        let (mut client, tokens) = sign_in(Setup::default());
        client.interact(&[]);
        client.org.set_policy(Policy {
            keep_me_signed_in: true,
            ..Policy::default()
        });
        client.password();
        assert!(client.org.update_user("ada@example.com", &change));

        let refresh = tokens["refresh_token"].as_str().unwrap();
        let pairs = [
            ("grant_type", "refresh_token"),
            ("client_id", "0oa1simulatedclient7"),
            ("refresh_token", refresh),
            ("token", refresh),
        ];
        let (_, body) = post(&mut client, "token", &pairs);
        assert_eq!(body["error"], "invalid_grant", "{change:?}");
        let (_, body) = post(&mut client, "introspect", &pairs);
        assert_eq!(body["active"], false, "{change:?}");
        let mut request = Request::get("/oauth2/default/v1/userinfo");
        let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
        request.headers.push(("authorization".to_owned(), bearer));
        assert_eq!(client.send(&request).status, 401, "{change:?}");

        client.submit("keep-me-signed-in", json!({"keepMeSignedIn": false}));
        assert!(client.response.get("successWithInteractionCode").is_none());
        assert!(client.names().is_empty(), "{change:?}");
    }
}

#[test]
fn both_authorization_servers_have_discovery_documents() {
    let mut client = Client::start(Setup::default());
    for (prefix, issuer) in [
        ("", "https://org.example.com"),
        ("/oauth2/default", "https://org.example.com/oauth2/default"),
    ] {
        for document in ["openid-configuration", "oauth-authorization-server"] {
            let url = format!("{prefix}/.well-known/{document}");
            let body = client.send(&Request::get(url)).body_json();
            assert_eq!(body["issuer"], issuer);
            assert_eq!(body["code_challenge_methods_supported"][0], "S256");
        }
    }
}

#[test]
fn the_org_authorization_server_issues_tokens() {
    let mut client = Client::start(Setup::default());
    client.server = "/oauth2";
    client.interact(&[
        ("login_hint", "ada@example.com"),
        ("max_age", "60"),
        ("acr_values", "x"),
    ]);
    let identify = client.form("identify").unwrap();
    assert_eq!(identify["value"][0]["value"], "ada@example.com");
    client.password();
    let href = &client.response["successWithInteractionCode"]["href"];
    assert_eq!(href, "https://org.example.com/oauth2/v1/token");
    let id = claims(&client.tokens()["id_token"]);
    assert_eq!(id["iss"], "https://org.example.com");
}
