//! Tokens after the flow.

use idx_flow::{FailureKind, InputError, TokenKind, Tokens};
use idx_flow_ureq::{CancelHandle, Error, Runner, TransportError};

use crate::server::{Reply, Server, json};

const FRESH: &str =
    r#"{"access_token": "access-2", "refresh_token": "refresh-2", "expires_in": 60}"#;

fn held() -> Tokens {
    let mut tokens = Tokens::new("access-1".into(), vec!["profile".to_owned()]);
    tokens.refresh_token = Some("refresh-1".into());
    tokens
}

#[test]
fn a_refresh_goes_on_where_the_connection_broke() {
    let server = Server::start([Reply::Raw(""), json(200, FRESH)]);
    let fresh = Runner::new().refresh(server.config(), &held()).unwrap();
    assert_eq!(fresh.access_token.expose(), "access-2");
    assert_eq!(fresh.refresh_token, Some("refresh-2".into()));
    assert_eq!(fresh.scopes, ["profile"]);
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    for request in requests {
        assert!(request.starts_with("POST /oauth2/v1/token "), "{request}");
        let body = "grant_type=refresh_token&client_id=client&refresh_token=refresh-1";
        assert!(request.ends_with(body), "{request}");
    }
}

#[test]
fn a_refusal_says_that_the_user_has_to_sign_in_again() {
    let server = Server::start([json(400, r#"{"error": "invalid_grant"}"#)]);
    match Runner::new().refresh(server.config(), &held()) {
        Err(Error::Failed(failure)) => assert_eq!(failure.kind, FailureKind::TokenRejected),
        other => panic!("{other:?}"),
    }
    let none = Tokens::new("access-1".into(), Vec::new());
    let refused = Runner::new().refresh(server.config(), &none);
    assert_eq!(refused, Err(Error::Input(InputError::NoRefreshToken)));
}

#[test]
fn a_token_is_taken_back() {
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
fn a_server_that_is_gone_is_given_up() {
    let runner = Runner::builder().max_attempts(1).build();
    let gone = Server::gone().config();
    let outcome = runner.revoke(gone.clone(), "access-1", TokenKind::Access);
    let is_gone = |outcome| {
        matches!(
            outcome,
            Err(Error::Transport(TransportError::Connection(_)))
        )
    };
    assert!(is_gone(outcome));
    let cancel = CancelHandle::new();
    cancel.cancel();
    let canceled = runner.canceled_by(&cancel).refresh(gone, &held());
    assert_eq!(canceled, Err(Error::Canceled));
}
