//! Requests to the token and revocation endpoints after a flow: refresh and revoke.

use std::fmt;
use std::time::{Duration, SystemTime};

use super::{Tokens, refresh};
use crate::config::FlowConfig;
use crate::error::InputError;
use crate::exchange::build::{oauth_request, secret_value};
use crate::exchange::reply::Reply;
use crate::exchange::{Purpose, Request, RequestId, Response};
use crate::failure::{Failure, FailureKind as Kind};
use crate::retry::Retry;
use crate::secret::Secret;
use crate::wire::time::Millis;

/// Exchanges a refresh token for new tokens (RFC 6749 section 6), or revokes a token (RFC 7009).
///
/// The host runs it like a [`Flow`](crate::Flow). A request without a response, or with status 429 or
/// 5xx, is retried after a delay. No snapshot is needed: until the request is done, the tokens that the
/// host stored stay valid, and after a crash the host starts again with them. With refresh token
/// rotation, the server accepts the previous token only during its grace period.
///
/// ```
/// use std::time::SystemTime;
/// use idx_flow::{FlowConfig, InputError, Request, Response, TokenAction, TokenRequest, Tokens};
///
/// # fn send(request: &Request) -> Option<Response> { None }
/// # fn sleep(wait: std::time::Duration) {}
/// fn refresh(config: FlowConfig, stored: &Tokens) -> Result<Option<Tokens>, InputError> {
///     let mut refresh = TokenRequest::refresh(config, stored)?;
///     loop {
///         match refresh.next_action(SystemTime::now()) {
///             TokenAction::Send { request } => match send(&request) {
///                 Some(response) => refresh.handle_response(request.id, response, SystemTime::now()),
///                 None => refresh.handle_failure(request.id, SystemTime::now()),
///             },
///             TokenAction::Wait { duration } => sleep(duration),
///             TokenAction::Refreshed { tokens } => return Ok(Some(*tokens)), // replace the stored ones
///             TokenAction::Revoked => return Ok(None),
///             TokenAction::Failed { .. } => return Ok(None), // TokenRejected: the user has to sign in
///         }
///     }
/// }
/// ```
#[derive(Clone, PartialEq)]
pub struct TokenRequest {
    config: FlowConfig,
    operation: Operation,
    request_id: u64,
    /// The server's clock minus the host's clock in ms, from the newest `Date` header.
    server_offset: i64,
    stage: Stage,
}

/// The next action of a [`TokenRequest`].
#[derive(Debug, Clone, PartialEq)]
pub enum TokenAction {
    /// Send this request once, and report the result.
    Send {
        /// The request.
        request: Request,
    },
    /// Wait before the next attempt. If the host gives up, the stored tokens stay valid.
    Wait {
        /// How long to wait. Never zero.
        duration: Duration,
    },
    /// The new tokens. Replace the stored tokens with them: the refresh token may have changed.
    Refreshed {
        /// The tokens.
        tokens: Box<Tokens>,
    },
    /// The token is revoked, or the server did not know it.
    Revoked,
    /// The request failed. The stored tokens are unchanged. After
    /// [`TokenRejected`](crate::FailureKind::TokenRejected), the refresh token or the new ID token is
    /// not valid, and the user has to sign in again.
    Failed {
        /// The reason.
        failure: Failure,
    },
}

/// The kind of a token to revoke (RFC 7009 section 2.1, `token_type_hint`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// This access token only.
    Access,
    /// The refresh token and all access tokens that were issued from it.
    Refresh,
}

impl TokenKind {
    /// The value of `token_type_hint`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Access => "access_token",
            Self::Refresh => "refresh_token",
        }
    }
}

impl TokenRequest {
    /// Exchanges the refresh token for new tokens with the same scopes (RFC 6749 section 6). Of the
    /// configuration, only the issuer, the client's credentials and the header values are used.
    ///
    /// # Errors
    /// [`InputError::NoRefreshToken`] if `stored` has no refresh token.
    pub fn refresh(config: FlowConfig, stored: &Tokens) -> Result<Self, InputError> {
        let token = stored.refresh_token.clone();
        let operation = Operation::Refresh {
            token: token.ok_or(InputError::NoRefreshToken)?,
            stored: Box::new(stored.clone()),
            scopes: None,
        };
        Ok(Self::new(config, operation))
    }

    /// Requests fewer scopes than were granted (RFC 6749 section 6). The refresh token keeps all of
    /// them. An empty list requests the granted scopes. Has no effect on a revocation.
    #[must_use]
    pub fn scopes(mut self, scopes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        if let Operation::Refresh {
            scopes: requested, ..
        } = &mut self.operation
        {
            let scopes: Vec<String> = scopes.into_iter().map(Into::into).collect();
            *requested = Some(scopes).filter(|scopes| !scopes.is_empty());
        }
        self
    }

    /// Revokes a token (RFC 7009), as on sign-out. A server that does not know the token reports
    /// success too.
    pub fn revoke(config: FlowConfig, token: impl Into<Secret>, kind: TokenKind) -> Self {
        Self::new(config, Operation::Revoke(token.into(), kind))
    }

    /// Returns the next action: a pure function of the request and the time.
    pub fn next_action(&self, now: SystemTime) -> TokenAction {
        match &self.stage {
            Stage::Pending(retry) => match retry.remaining(now.into()) {
                Some(duration) => TokenAction::Wait { duration },
                None => TokenAction::Send {
                    request: self
                        .operation
                        .request(&self.config, RequestId(self.request_id)),
                },
            },
            Stage::Refreshed(tokens) => TokenAction::Refreshed {
                tokens: tokens.clone(),
            },
            Stage::Revoked => TokenAction::Revoked,
            Stage::Failed(failure) => TokenAction::Failed {
                failure: failure.as_ref().clone(),
            },
        }
    }

    /// Handles the response to a [`Send`](TokenAction::Send). A response to an older request is ignored.
    pub fn handle_response(&mut self, id: RequestId, response: Response, now: SystemTime) {
        let now = Millis::from(now);
        let Some(retry) = self.expect(id) else { return };
        if let Some(date) = response.header("date").and_then(Millis::from_http_date) {
            self.server_offset = date.since(now);
        }
        let stage = self.on_response(retry, response, now);
        self.advance(stage);
    }

    /// Handles a request without a response: no network, a timeout, a closed connection. The request is
    /// retried after a delay.
    pub fn handle_failure(&mut self, id: RequestId, now: SystemTime) {
        if let Some(retry) = self.expect(id) {
            self.advance(Stage::Pending(retry.after_failure(now.into(), None)));
        }
    }

    fn new(config: FlowConfig, operation: Operation) -> Self {
        Self {
            config,
            operation,
            request_id: 1,
            server_offset: 0,
            stage: Stage::Pending(Retry::default()),
        }
    }

    fn on_response(&self, retry: Retry, response: Response, now: Millis) -> Stage {
        // RFC 7009 section 2.2: the body of a successful revocation is ignored
        if matches!(self.operation, Operation::Revoke(..)) && (200..300).contains(&response.status)
        {
            return Stage::Revoked;
        }
        let server_now = now.shifted(self.server_offset);
        let reply = Reply::read(response, server_now);
        let failure = match (reply, &self.operation) {
            (Reply::Tokens(raw), Operation::Refresh { stored, scopes, .. }) => {
                let times = (now, server_now);
                let scopes = scopes.as_deref();
                match refresh::validate_tokens(&self.config, stored, scopes, *raw, times) {
                    Ok(tokens) => return Stage::Refreshed(Box::new(tokens)),
                    Err(claim) => Failure::coded(Kind::TokenRejected, claim),
                }
            }
            (Reply::RateLimited(wait), _) => return Stage::Pending(Retry::after(now, wait)),
            (Reply::Transient(wait), _) => return Stage::Pending(retry.after_failure(now, wait)),
            (Reply::OAuthError { code, description }, _) => {
                let kind = match code.as_str() {
                    "invalid_grant" => Kind::TokenRejected,
                    _ => Kind::Denied,
                };
                Failure::coded(kind, code).described(description)
            }
            (Reply::ClientError { status }, _) => {
                Failure::coded(Kind::Protocol, status.to_string())
            }
            (Reply::LimitExceeded(error), _) => Failure::limit(&error),
            (Reply::Idx(..) | Reply::Handle(_) | Reply::Tokens(_) | Reply::UnexpectedJson, _) => {
                Failure::new(Kind::Protocol)
            }
        };
        Stage::Failed(Box::new(failure))
    }

    /// The attempts so far, if a reply to this request is still expected.
    fn expect(&self, id: RequestId) -> Option<Retry> {
        match self.stage {
            Stage::Pending(retry) if id.0 == self.request_id => Some(retry),
            _ => None,
        }
    }

    fn advance(&mut self, stage: Stage) {
        self.request_id = self.request_id.wrapping_add(1);
        self.stage = stage;
    }
}

#[derive(Clone, PartialEq)]
enum Stage {
    Pending(Retry),
    Refreshed(Box<Tokens>),
    Revoked,
    Failed(Box<Failure>),
}

#[derive(Clone, PartialEq)]
enum Operation {
    Refresh {
        token: Secret,
        stored: Box<Tokens>,
        scopes: Option<Vec<String>>,
    },
    Revoke(Secret, TokenKind),
}

impl Operation {
    /// The order of the parameters is fixed.
    fn request(&self, config: &FlowConfig, id: RequestId) -> Request {
        let parts = &config.parts;
        let client_id = ("client_id", Some(parts.client_id.clone()));
        let client_secret = ("client_secret", secret_value(&parts.client_secret));
        match self {
            Self::Refresh { token, scopes, .. } => {
                let scopes = scopes.as_ref().map(|scopes| scopes.join(" "));
                let pairs = [
                    ("grant_type", Some("refresh_token".into())),
                    client_id,
                    ("refresh_token", Some(token.expose().to_owned())),
                    ("scope", scopes),
                    client_secret,
                ];
                oauth_request(config, id, Purpose::Refresh, pairs)
            }
            Self::Revoke(token, kind) => {
                let pairs = [
                    client_id,
                    ("token", Some(token.expose().to_owned())),
                    ("token_type_hint", Some(kind.as_str().into())),
                    client_secret,
                ];
                oauth_request(config, id, Purpose::Revoke, pairs)
            }
        }
    }
}

impl fmt::Debug for TokenRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operation = match self.operation {
            Operation::Refresh { .. } => "Refresh",
            Operation::Revoke(..) => "Revoke",
        };
        let stage = match self.stage {
            Stage::Pending(_) => "pending",
            Stage::Refreshed(_) | Stage::Revoked => "done",
            Stage::Failed(_) => "failed",
        };
        write!(f, "TokenRequest({operation}, {stage})")
    }
}
