//! Refreshing and revoking tokens.

use idx_flow::{ConfigError, FailureKind, InteractionCode, TokenKind, Tokens};
use idx_flow_ureq::{CancelHandle, Error, Runner, TransportError};

use crate::server::{Reply, Server, json};

const REFRESHED: &str =
    r#"{"access_token": "access-2", "refresh_token": "refresh-2", "expires_in": 60}"#;

fn stored() -> Tokens {
    let mut tokens = Tokens::new("access-1".into(), vec!["profile".to_owned()]);
    tokens.refresh_token = Some("refresh-1".into());
    tokens
}

#[test]
fn a_refresh_is_retried_after_a_broken_connection() {
    let server = Server::start([Reply::Raw(""), json(200, REFRESHED)]);
    let tokens = Runner::new().refresh(server.config(), &stored()).unwrap();
    assert_eq!(tokens.access_token.expose(), "access-2");
    assert_eq!(tokens.refresh_token, Some("refresh-2".into()));
    assert_eq!(tokens.scopes, ["profile"]);
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    for request in requests {
        assert!(request.starts_with("POST /oauth2/v1/token "), "{request}");
        let body = "grant_type=refresh_token&client_id=client&refresh_token=refresh-1";
        assert!(request.ends_with(body), "{request}");
    }
}

#[test]
fn an_interaction_code_is_exchanged_after_the_flow() {
    let server = Server::start([json(200, REFRESHED)]);
    let code = InteractionCode::new("c0de", "verifier", "nonce");
    let tokens = Runner::new().exchange_code(server.config(), code).unwrap();
    assert_eq!(tokens.access_token.expose(), "access-2");
    assert!(server.requests()[0].contains("interaction_code=c0de&code_verifier=verifier"));
}

#[test]
fn a_rejected_or_missing_refresh_token_is_an_error() {
    let server = Server::start([json(400, r#"{"error": "invalid_grant"}"#)]);
    match Runner::new().refresh(server.config(), &stored()) {
        Err(Error::Failed(failure)) => assert_eq!(failure.kind, FailureKind::TokenRejected),
        other => panic!("{other:?}"),
    }
    let without = Tokens::new("access-1".into(), Vec::new());
    let result = Runner::new().refresh(server.config(), &without);
    assert_eq!(result, Err(Error::Config(ConfigError::NoRefreshToken)));
}

#[test]
fn revoke_sends_the_token_and_its_kind() {
    let server = Server::start([json(200, "")]);
    let runner = Runner::new();
    runner
        .revoke(server.config(), "refresh-1", TokenKind::Refresh)
        .unwrap();
    let requests = server.requests();
    assert!(requests[0].starts_with("POST /oauth2/v1/revoke "));
    let body = "client_id=client&token=refresh-1&token_type_hint=refresh_token";
    assert!(requests[0].ends_with(body), "{requests:?}");
}

#[test]
fn an_unreachable_server_or_a_cancellation_ends_the_request() {
    let runner = Runner::builder().max_attempts(1).build();
    let config = Server::closed().config();
    let outcome = runner.revoke(config.clone(), "access-1", TokenKind::Access);
    let is_refused = |outcome| {
        matches!(
            outcome,
            Err(Error::Transport(TransportError::Connection(_)))
        )
    };
    assert!(is_refused(outcome));
    let cancel = CancelHandle::new();
    cancel.cancel();
    let canceled = runner.canceled_by(&cancel).refresh(config, &stored());
    assert_eq!(canceled, Err(Error::Canceled));
}
