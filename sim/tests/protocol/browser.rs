//! The browser session: `authorize`, `max_age`, `acr_values` and `logout`.

use idx_flow_sim::{Request, Response, Setup};
use serde_json::{Value, json};

use crate::client::{CHALLENGE, Client, VERIFIER, claims};

const URI: &str = "com.example.app:/callback";

/// Sends an authorization request with a session cookie, and returns the redirect.
fn authorize(client: &mut Client, cookie: &str, parameters: &str) -> String {
    let url = format!(
        "/oauth2/v1/authorize?client_id=0oa1simulatedclient7&response_type=code&scope=openid\
         &redirect_uri={URI}&state=s-2&nonce=n-2&code_challenge={}{parameters}",
        *CHALLENGE
    );
    let response = with_cookie(client, &url, cookie);
    assert_eq!(response.status, 302);
    response.header("location").unwrap().to_owned()
}

fn with_cookie(client: &mut Client, url: &str, cookie: &str) -> Response {
    let mut request = Request::get(url);
    let header = ("cookie".to_owned(), format!("a=b; {cookie}"));
    request.headers.push(header);
    client.send(&request)
}

/// Signs in, and returns the session cookie.
fn signed_in() -> (Client, String) {
    let mut client = Client::start(Setup::default());
    let body = json!({"interactionHandle": client.handle});
    let response = client.send(&Request::json("/idp/idx/introspect", &body));
    let cookie = response.header("set-cookie").unwrap();
    let cookie = cookie.split(';').next().unwrap().to_owned();
    client.password();
    (client, cookie)
}

fn parameter(url: &str, name: &str) -> Option<String> {
    let query = Request::get(url).query();
    let pair = query.into_iter().find(|(key, _)| key == name);
    pair.map(|(_, value)| value)
}

#[test]
fn authorize_returns_a_code_to_a_signed_in_browser() {
    let (mut client, cookie) = signed_in();
    client.wait(60);
    let url = authorize(&mut client, &cookie, "");
    assert_eq!(parameter(&url, "state").as_deref(), Some("s-2"));
    let code = parameter(&url, "code").unwrap();
    let pairs = [
        ("grant_type", "authorization_code"),
        ("client_id", "0oa1simulatedclient7"),
        ("redirect_uri", URI),
        ("code", &code),
        ("code_verifier", VERIFIER),
    ];
    let mut redeem = || -> Value {
        let request = Request::form("/oauth2/v1/token", &pairs);
        client.send(&request).body_json()
    };
    let id = claims(&redeem()["id_token"]);
    assert_eq!(id["nonce"], "n-2");
    let age = id["iat"].as_u64().unwrap() - id["auth_time"].as_u64().unwrap();
    assert_eq!(age, 60, "auth_time is the time of the sign-in");
    assert_eq!(
        redeem()["error"],
        "invalid_grant",
        "a code can be redeemed once"
    );
}

#[test]
fn authorize_requires_login_after_max_age_and_after_logout() {
    let (mut client, cookie) = signed_in();
    client.wait(60);
    let error = |url: String| parameter(&url, "error");
    let authorize_error =
        |client: &mut Client, parameters: &str| error(authorize(client, &cookie, parameters));
    assert_eq!(authorize_error(&mut client, "&max_age=60"), None);
    let required = Some("login_required".to_owned());
    assert_eq!(authorize_error(&mut client, "&max_age=59"), required);
    assert_eq!(error(authorize(&mut client, "idx=other", "")), required);
    let url = format!("/oauth2/v1/logout?post_logout_redirect_uri={URI}&state=s-3");
    let response = with_cookie(&mut client, &url, &cookie);
    assert_eq!(
        response.header("location"),
        Some("com.example.app:/callback?state=s-3")
    );
    assert_eq!(authorize_error(&mut client, ""), required);
}

#[test]
fn authorize_rejects_an_unregistered_redirect_uri() {
    let mut client = Client::start(Setup::default());
    let url =
        "/oauth2/v1/authorize?client_id=0oa1simulatedclient7&redirect_uri=https://evil.example";
    assert_eq!(client.send(&Request::get(url)).status, 400);
}

#[test]
fn acr_values_can_require_two_factors() {
    let mut client = Client::start(Setup::default());
    client.interact(&[("acr_values", "urn:okta:loa:2fa:any")]);
    client.password();
    let code = client.code("ada@example.com");
    let code = json!({"credentials": {"passcode": code}});
    client.submit("challenge-authenticator", code);
    let id = claims(&client.tokens()["id_token"]);
    assert_eq!(id["acr"], "urn:okta:loa:2fa:any");
    assert!(id["amr"].as_array().unwrap().contains(&json!("mfa")));
}
