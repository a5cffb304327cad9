//! Requests to the token and revocation endpoints after a flow.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use idx_flow::{RequestId, Secret};

use crate::config::FlowConfig;
use crate::error::FlowError;
use crate::exchange::{TransportRequest, TransportResponse};
use crate::failure::Failure;
use crate::panics::catch_panics;
use crate::tokens::{InteractionCode, Tokens};
use crate::wait::WaitReason;

/// Exchanges a refresh token or an interaction code for tokens, or revokes a token.
///
/// Run it like an `Engine`. No snapshot is needed: the stored tokens stay valid until the request
/// completes.
#[derive(uniffi::Object)]
pub struct TokenRequest(Mutex<idx_flow::TokenRequest>);

/// The next action of a token request.
#[derive(uniffi::Enum)]
pub enum TokenAction {
    /// Send this request once, and report its response or failure with the request's ID.
    Send {
        /// The request.
        request: TransportRequest,
    },
    /// Wait before the next attempt. If you give up, the stored tokens stay valid.
    Wait {
        /// The time to wait; never zero.
        duration: Duration,
        /// The reason for waiting.
        reason: WaitReason,
    },
    /// The new tokens. After a refresh, replace the stored tokens with them: the refresh token may have
    /// changed.
    Issued {
        /// The tokens.
        tokens: Tokens,
    },
    /// The token is revoked, or the server did not know it.
    Revoked,
    /// The request failed. The stored tokens are unchanged. After a failure of the kind
    /// `TokenRejected`, the refresh token or the new ID token is not valid, and the user has to sign in
    /// again.
    Failed {
        /// The reason.
        failure: Failure,
    },
}

/// The kind of a token to revoke (RFC 7009 section 2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum TokenKind {
    /// This access token only.
    Access,
    /// The refresh token and the access tokens that were issued with it.
    Refresh,
}

#[uniffi::export]
impl TokenRequest {
    /// Creates a request that exchanges a refresh token for new tokens (RFC 6749 section 6), with the
    /// same scopes or fewer.
    #[uniffi::constructor(default(scopes = None))]
    pub fn refresh(
        config: FlowConfig,
        tokens: Tokens,
        scopes: Option<Vec<String>>,
    ) -> Result<Arc<Self>, FlowError> {
        catch_panics(|| {
            let config = idx_flow::FlowConfig::try_from(config)?;
            let request = idx_flow::TokenRequest::refresh(config, &tokens.try_into()?)?;
            Ok(Self::new(match scopes {
                Some(scopes) => request.scopes(scopes),
                None => request,
            }))
        })
    }

    /// Creates a request that exchanges the interaction code of a flow for tokens, if the flow ended with
    /// the code. The configuration must be that of the flow, with the secret of a confidential client.
    #[uniffi::constructor]
    pub fn exchange(config: FlowConfig, code: InteractionCode) -> Result<Arc<Self>, FlowError> {
        catch_panics(|| {
            let config = idx_flow::FlowConfig::try_from(config)?;
            let request = idx_flow::TokenRequest::exchange(config, code.into());
            Ok(Self::new(request))
        })
    }

    /// Creates a request that revokes a token (RFC 7009), for example on sign-out.
    #[uniffi::constructor]
    pub fn revoke(
        config: FlowConfig,
        token: Secret,
        kind: TokenKind,
    ) -> Result<Arc<Self>, FlowError> {
        catch_panics(|| {
            let config = idx_flow::FlowConfig::try_from(config)?;
            let request = idx_flow::TokenRequest::revoke(config, token, kind.into());
            Ok(Self::new(request))
        })
    }

    /// Returns the next action. It depends only on the request and the time.
    pub fn next_action(&self, now: SystemTime) -> Result<TokenAction, FlowError> {
        catch_panics(|| Ok(self.lock().next_action(now).into()))
    }

    /// Handles the response to a request. A response to an older request is ignored.
    pub fn handle_response(
        &self,
        id: i64,
        response: TransportResponse,
        now: SystemTime,
    ) -> Result<(), FlowError> {
        let id = RequestId(id.cast_unsigned());
        catch_panics(|| {
            self.lock().handle_response(id, response.into(), now);
            Ok(())
        })
    }

    /// Handles the failure of a request: no network, a timeout or a broken connection. The request is
    /// retried after a delay.
    pub fn handle_failure(&self, id: i64, now: SystemTime) -> Result<(), FlowError> {
        let id = RequestId(id.cast_unsigned());
        catch_panics(|| {
            self.lock().handle_failure(id, now);
            Ok(())
        })
    }
}

impl TokenRequest {
    fn new(request: idx_flow::TokenRequest) -> Arc<Self> {
        Arc::new(Self(Mutex::new(request)))
    }

    /// A poisoned lock is safe to use: a token request is consistent after each of its assignments.
    fn lock(&self) -> MutexGuard<'_, idx_flow::TokenRequest> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl From<idx_flow::TokenAction> for TokenAction {
    fn from(action: idx_flow::TokenAction) -> Self {
        use idx_flow::TokenAction as A;
        match action {
            A::Send { request } => Self::Send {
                request: request.into(),
            },
            A::Wait { duration, reason } => Self::Wait {
                duration,
                reason: reason.into(),
            },
            A::Issued { tokens } => Self::Issued {
                tokens: (*tokens).into(),
            },
            A::Revoked => Self::Revoked,
            A::Failed { failure } => Self::Failed {
                failure: failure.into(),
            },
            _ => Self::Failed {
                failure: Failure::internal(),
            },
        }
    }
}

impl From<TokenKind> for idx_flow::TokenKind {
    fn from(kind: TokenKind) -> Self {
        match kind {
            TokenKind::Access => Self::Access,
            TokenKind::Refresh => Self::Refresh,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_893_456_000 + seconds)
    }

    fn config() -> FlowConfig {
        FlowConfig::new("https://id.acme.example", "client", "app:/callback")
    }

    fn stored() -> Tokens {
        let mut stored = idx_flow::Tokens::new("access-1".into(), vec!["profile".to_owned()]);
        stored.refresh_token = Some("refresh-1".into());
        stored.into()
    }

    fn sent(token_request: &TokenRequest, seconds: u64) -> TransportRequest {
        match token_request.next_action(at(seconds)) {
            Ok(TokenAction::Send { request }) => request,
            _ => panic!("expected a request"),
        }
    }

    #[test]
    fn a_refresh_is_retried_and_returns_tokens() {
        let refresh =
            TokenRequest::refresh(config(), stored(), Some(vec!["email".to_owned()])).unwrap();
        let first = sent(&refresh, 0);
        assert!(first.body.expose().ends_with("=refresh-1&scope=email"));
        refresh.handle_failure(first.id, at(0)).unwrap();
        let response = TransportResponse {
            status: 200,
            headers: Vec::new(),
            body: r#"{"access_token": "access-2"}"#.into(),
        };
        refresh
            .handle_response(sent(&refresh, 1).id, response, at(1))
            .unwrap();
        let Ok(TokenAction::Issued { tokens }) = refresh.next_action(at(1)) else {
            panic!("expected tokens")
        };
        assert_eq!(tokens.refresh_token, Some("refresh-1".into()));
        let without = Tokens {
            refresh_token: None,
            ..tokens
        };
        let error = TokenRequest::refresh(config(), without, None).err();
        assert!(matches!(
            error,
            Some(FlowError::Config {
                problem: crate::ConfigProblem::NoRefreshToken,
                ..
            })
        ));
    }

    #[test]
    fn an_invalid_stored_id_token_is_an_error() {
        let invalid = crate::tokens::IdToken {
            raw: "not.a.token".into(),
            claims: "{}".into(),
            subject: String::new(),
            issuer: String::new(),
            expires_at: at(0),
            issued_at: at(0),
            auth_time: None,
            name: None,
            preferred_username: None,
            email: None,
        };
        let with_invalid = Tokens {
            id_token: Some(invalid),
            ..stored()
        };
        let error = TokenRequest::refresh(config(), with_invalid, None).err();
        assert_eq!(error, Some(FlowError::invalid_stored_id_token()));
    }

    #[test]
    fn an_interaction_code_is_exchanged() {
        let code = InteractionCode {
            code: "c0de".into(),
            code_verifier: "verifier".into(),
            nonce: "nonce".into(),
            token_endpoint: Some("https://id.acme.example/oauth2/aus1/v1/token".to_owned()),
        };
        let config = FlowConfig {
            scopes: Some(vec!["profile".to_owned()]),
            ..config()
        };
        let exchange = TokenRequest::exchange(config, code).unwrap();
        let request = sent(&exchange, 0);
        assert!(request.url.0.ends_with("/oauth2/aus1/v1/token"));
        assert!(!request.is_idempotent);
        assert!(request.body.expose().contains("&interaction_code=c0de&"));
    }

    #[test]
    fn a_token_is_revoked() {
        let revoke = TokenRequest::revoke(config(), "access-1".into(), TokenKind::Access).unwrap();
        let request = sent(&revoke, 0);
        assert!(request.url.0.ends_with("/v1/revoke"));
        let response = TransportResponse {
            status: 200,
            headers: Vec::new(),
            body: "".into(),
        };
        revoke.handle_response(request.id, response, at(0)).unwrap();
        assert!(matches!(
            revoke.next_action(at(0)),
            Ok(TokenAction::Revoked)
        ));
    }
}
