//! Refreshing and revoking tokens after a flow.

use std::time::{Duration, SystemTime};

use idx_flow::{
    ConfigError, Failure, FailureKind as Kind, FlowConfig, Header, InteractionCode, Request,
    RequestId, Response, TokenAction, TokenKind, TokenRequest, Tokens,
};
use serde_json::json;

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_893_456_000 + seconds)
}

fn config() -> FlowConfig {
    let config = FlowConfig::new("https://id.acme.example", "client", "app:/callback");
    config.expect("the configuration is valid")
}

fn refresh() -> TokenRequest {
    let mut stored = Tokens::new("access-1".into(), vec!["profile".to_owned()]);
    stored.refresh_token = Some("refresh&1".into());
    TokenRequest::refresh(config(), &stored).expect("there is a refresh token")
}

fn revoke() -> TokenRequest {
    TokenRequest::revoke(config(), "access-1", TokenKind::Access)
}

fn sent(request: &TokenRequest, seconds: u64) -> Request {
    match request.next_action(at(seconds)) {
        TokenAction::Send { request } => request,
        other => panic!("expected a request, got {other:?}"),
    }
}

fn response(status: u16, headers: &[(&str, &str)], body: &str) -> Response {
    let headers = headers
        .iter()
        .map(|(name, value)| Header::new(*name, *value));
    Response::new(status, headers, body.into())
}

fn reply(request: &mut TokenRequest, status: u16, headers: &[(&str, &str)], body: &str) {
    let id = sent(request, 0).id;
    request.handle_response(id, response(status, headers, body), at(0));
}

fn failure(request: &TokenRequest) -> Failure {
    match request.next_action(at(0)) {
        TokenAction::Failed { failure } => failure,
        other => panic!("expected a failure, got {other:?}"),
    }
}

fn wait(request: &TokenRequest) -> Duration {
    match request.next_action(at(0)) {
        TokenAction::Wait { duration, .. } => duration,
        other => panic!("expected a wait, got {other:?}"),
    }
}

#[test]
fn requests_have_the_parameters_of_rfc_6749_and_rfc_7009() {
    let request = sent(&refresh().scopes(["openid", "email"]), 0);
    assert_eq!(request.url, "https://id.acme.example/oauth2/v1/token");
    let body =
        "grant_type=refresh_token&client_id=client&refresh_token=refresh%261&scope=openid+email";
    assert_eq!(request.body.expose(), body);
    let no_scopes: [&str; 0] = [];
    let request = sent(&refresh().scopes(no_scopes), 0);
    assert!(!request.body.expose().contains("scope"));
    let config = config().with_client_secret("s3");
    let request = sent(
        &TokenRequest::revoke(config, "access-1", TokenKind::Access),
        0,
    );
    assert_eq!(request.url, "https://id.acme.example/oauth2/v1/revoke");
    let body = "client_id=client&token=access-1&token_type_hint=access_token&client_secret=s3";
    assert_eq!(request.body.expose(), body);
}

#[test]
fn a_lost_request_is_sent_again_with_the_same_token() {
    let mut request = refresh();
    let first = sent(&request, 0);
    request.handle_failure(first.id, at(0));
    assert_eq!(wait(&request), Duration::from_secs(1));
    let second = sent(&request, 1);
    assert_eq!(second.body, first.body);
    assert_ne!(second.id, first.id);
    let before = request.clone();
    request.handle_failure(first.id, at(1));
    assert!(request == before, "a stale id changed the request");
}

#[test]
fn the_wait_is_as_long_as_the_server_asks() {
    for (mut request, status) in [(refresh(), 429), (refresh(), 503), (revoke(), 503)] {
        reply(&mut request, status, &[("Retry-After", "25")], "");
        assert_eq!(wait(&request), Duration::from_secs(25));
    }
}

#[test]
fn only_invalid_grant_rejects_the_refresh_token() {
    for (code, kind) in [
        ("invalid_grant", Kind::TokenRejected),
        ("invalid_client", Kind::Denied),
        ("invalid_scope", Kind::Denied),
    ] {
        let mut request = refresh();
        reply(&mut request, 400, &[], &json!({"error": code}).to_string());
        let failure = failure(&request);
        assert_eq!(
            (failure.kind, failure.code().as_deref()),
            (kind, Some(code))
        );
    }
    for body in [
        "{}",
        r#"{"interaction_handle": "h"}"#,
        r#"{"version": "1"}"#,
    ] {
        let mut request = refresh();
        reply(&mut request, 200, &[], body);
        assert_eq!(failure(&request).kind, Kind::Protocol, "{body}");
    }
}

#[test]
fn a_completed_request_ignores_everything() {
    let mut refreshed = refresh();
    reply(&mut refreshed, 200, &[], r#"{"access_token": "access-2"}"#);
    let mut revoked = revoke();
    reply(&mut revoked, 200, &[], "<html>");
    assert_eq!(revoked.next_action(at(0)), TokenAction::Revoked);
    for mut request in [refreshed, revoked] {
        let before = request.clone();
        for id in 0..4 {
            request.handle_failure(RequestId(id), at(0));
            request.handle_response(RequestId(id), response(500, &[], ""), at(0));
        }
        assert!(request == before, "a completed request changed");
        assert!(!format!("{request:?}").contains("access"));
    }
}

#[test]
fn a_refresh_needs_a_refresh_token() {
    let stored = Tokens::new("access-1".into(), Vec::new());
    let refused = TokenRequest::refresh(config(), &stored);
    assert_eq!(refused.unwrap_err(), ConfigError::NoRefreshToken);
}

#[test]
fn an_interaction_code_is_exchanged_later() {
    let config = config().with_scopes(["profile"]);
    let code = InteractionCode::new("c0de", "verifier", "nonce");
    let mut exchange = TokenRequest::exchange(config, code);
    let request = sent(&exchange, 0);
    assert_eq!(request.url, "https://id.acme.example/oauth2/v1/token");
    let body = "grant_type=interaction_code&client_id=client&interaction_code=c0de\
                &code_verifier=verifier&redirect_uri=app%3A%2Fcallback";
    assert_eq!(request.body.expose(), body);
    reply(&mut exchange, 200, &[], r#"{"access_token": "access-1"}"#);
    match exchange.next_action(at(0)) {
        TokenAction::Issued { tokens } => assert_eq!(tokens.scopes, ["profile"]),
        other => panic!("expected tokens, got {other:?}"),
    }
}

#[test]
fn a_code_needs_an_id_token_if_openid_is_requested() {
    let code = InteractionCode::new("c0de", "verifier", "nonce");
    let mut exchange = TokenRequest::exchange(config(), code);
    reply(&mut exchange, 200, &[], r#"{"access_token": "access-1"}"#);
    let failure = failure(&exchange);
    assert_eq!(failure.kind, Kind::TokenRejected);
    assert_eq!(failure.code().as_deref(), Some("id_token"));
}

#[test]
fn a_proxy_that_always_responds_instead_of_the_server_ends_the_request() {
    let mut request = refresh();
    for seconds in 0..400 {
        if let TokenAction::Send { request: sent } = request.next_action(at(seconds)) {
            let response = response(200, &[], "<html>");
            request.handle_response(sent.id, response, at(seconds));
        }
    }
    match request.next_action(at(400)) {
        TokenAction::Failed { failure } => assert_eq!(failure.code().as_deref(), Some("200")),
        other => panic!("expected a failure, got {other:?}"),
    }
}
