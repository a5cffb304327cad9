//! A call to the token or the revocation endpoint, after a flow.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use idx_flow::{RequestId, Secret};

use crate::action::Failure;
use crate::config::FlowConfig;
use crate::engine::guarded;
use crate::error::FlowError;
use crate::exchange::{TransportRequest, TransportResponse};
use crate::tokens::Tokens;

/// Turns a refresh token into fresh tokens, or has a token taken back.
///
/// It is driven like an engine, and needs no snapshot: until it is done, the tokens that the host
/// holds are the ones that count.
#[derive(uniffi::Object)]
pub struct TokenRequest(Mutex<idx_flow::TokenRequest>);

/// What the host is to do now for a token call.
#[derive(uniffi::Enum)]
#[expect(clippy::large_enum_variant, reason = "it crosses to the host at once")]
pub enum TokenAction {
    /// Carry out this exchange, once for its id, and hand back what comes.
    Send {
        /// The exchange.
        request: TransportRequest,
    },
    /// Nothing came of it yet: ask again after this time. Whoever gives up keeps what they hold.
    Wait {
        /// How long; never zero.
        duration: Duration,
    },
    /// The fresh tokens: keep them in place of the others, the refresh token above all.
    Refreshed {
        /// The tokens.
        tokens: Tokens,
    },
    /// The server has taken the token back, or never knew it.
    Revoked,
    /// The server refused. What was held is unchanged: only after `TokenRejected` is the refresh token
    /// of no more use, and the user has to sign in again.
    Failed {
        /// Why.
        failure: Failure,
    },
}

/// What kind of token is taken back (RFC 7009 section 2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum TokenKind {
    /// This access token alone.
    Access,
    /// The refresh token, and with it the access tokens that it gave.
    Refresh,
}

#[uniffi::export]
impl TokenRequest {
    /// Fresh tokens for those that are held (RFC 6749 section 6): for the same scopes, or for these
    /// fewer ones.
    #[uniffi::constructor(default(scopes = None))]
    pub fn refresh(
        config: FlowConfig,
        held: Tokens,
        scopes: Option<Vec<String>>,
    ) -> Result<Arc<Self>, FlowError> {
        guarded(|| {
            let config = idx_flow::FlowConfig::try_from(config)?;
            let call = idx_flow::TokenRequest::refresh(config, &held.try_into()?)?;
            Ok(Self::of(match scopes {
                Some(fewer) => call.scopes(fewer),
                None => call,
            }))
        })
    }

    /// Has a token taken back (RFC 7009), as on sign-out.
    #[uniffi::constructor]
    pub fn revoke(
        config: FlowConfig,
        token: Secret,
        kind: TokenKind,
    ) -> Result<Arc<Self>, FlowError> {
        guarded(|| {
            let config = idx_flow::FlowConfig::try_from(config)?;
            let call = idx_flow::TokenRequest::revoke(config, token, kind.into());
            Ok(Self::of(call))
        })
    }

    /// What to do now. The same call and the same time give the same action.
    pub fn next_action(&self, now: SystemTime) -> Result<TokenAction, FlowError> {
        guarded(|| Ok(self.lock().next_action(now).into()))
    }

    /// Takes in what came back for a request. An older id than the newest request's changes nothing.
    pub fn handle_response(
        &self,
        id: i64,
        response: TransportResponse,
        now: SystemTime,
    ) -> Result<(), FlowError> {
        let id = RequestId(id.cast_unsigned());
        guarded(|| {
            self.lock().handle_response(id, response.into(), now);
            Ok(())
        })
    }

    /// The exchange did not complete: no network, a timeout, a broken connection. It is tried again.
    pub fn handle_failure(&self, id: i64, now: SystemTime) -> Result<(), FlowError> {
        let id = RequestId(id.cast_unsigned());
        guarded(|| {
            self.lock().handle_failure(id, now);
            Ok(())
        })
    }
}

impl TokenRequest {
    fn of(call: idx_flow::TokenRequest) -> Arc<Self> {
        Arc::new(Self(Mutex::new(call)))
    }

    /// A call is whole even where a thread died holding it: after each of its assignments it can go on.
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
            A::Wait { duration } => Self::Wait { duration },
            A::Refreshed { tokens } => Self::Refreshed {
                tokens: (*tokens).into(),
            },
            A::Revoked => Self::Revoked,
            A::Failed { failure } => Self::Failed {
                failure: failure.into(),
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

    fn held() -> Tokens {
        let mut held = idx_flow::Tokens::new("access-1".into(), vec!["profile".to_owned()]);
        held.refresh_token = Some("refresh-1".into());
        held.into()
    }

    fn sent(call: &TokenRequest, seconds: u64) -> TransportRequest {
        match call.next_action(at(seconds)) {
            Ok(TokenAction::Send { request }) => request,
            _ => panic!("nothing to send"),
        }
    }

    #[test]
    fn a_refresh_is_tried_again_and_brings_tokens() {
        let call = TokenRequest::refresh(config(), held(), Some(vec!["email".to_owned()])).unwrap();
        let first = sent(&call, 0);
        assert!(first.body.expose().ends_with("=refresh-1&scope=email"));
        call.handle_failure(first.id, at(0)).unwrap();
        let response = TransportResponse {
            status: 200,
            headers: Vec::new(),
            body: r#"{"access_token": "access-2"}"#.into(),
        };
        call.handle_response(sent(&call, 1).id, response, at(1))
            .unwrap();
        let Ok(TokenAction::Refreshed { tokens }) = call.next_action(at(1)) else {
            panic!("no tokens")
        };
        assert_eq!(tokens.refresh_token, Some("refresh-1".into()));
        let nothing = Tokens {
            refresh_token: None,
            ..tokens
        };
        let refused = TokenRequest::refresh(config(), nothing, None).err();
        assert!(matches!(
            refused,
            Some(FlowError::Input {
                problem: crate::InputProblem::NoRefreshToken,
                ..
            })
        ));
    }

    #[test]
    fn an_id_token_that_is_none_is_not_passed_over() {
        let broken = crate::tokens::IdToken {
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
        let held = Tokens {
            id_token: Some(broken),
            ..held()
        };
        let refused = TokenRequest::refresh(config(), held, None).err();
        assert_eq!(refused, Some(FlowError::invalid_stored_id_token()));
    }

    #[test]
    fn a_token_is_taken_back() {
        let call = TokenRequest::revoke(config(), "access-1".into(), TokenKind::Access).unwrap();
        let request = sent(&call, 0);
        assert!(request.url.0.ends_with("/v1/revoke"));
        let response = TransportResponse {
            status: 200,
            headers: Vec::new(),
            body: "".into(),
        };
        call.handle_response(request.id, response, at(0)).unwrap();
        assert!(matches!(call.next_action(at(0)), Ok(TokenAction::Revoked)));
    }
}
