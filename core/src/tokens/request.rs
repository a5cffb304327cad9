//! Requests to the token and revocation endpoints outside of a flow.

use std::fmt;
use std::time::{Duration, SystemTime};

use super::operation::{Operation, TokenKind};
use super::{InteractionCode, Tokens, refresh, validate};
use crate::config::FlowConfig;
use crate::error::ConfigError;
use crate::exchange::post::Post;
use crate::exchange::reply::Reply;
use crate::exchange::{Request, RequestId, Response};
use crate::failure::{Failure, FailureDetail, FailureKind as Kind};
use crate::retry::{Retry, RetryCause, WaitReason};
use crate::secret::Secret;
use crate::wire::time::{Millis, limit_correction};

/// Exchanges a refresh token (RFC 6749 section 6) or an interaction code for tokens, or revokes a token
/// (RFC 7009).
///
/// The host runs it like a [`Flow`](crate::Flow). A request without a response, or with status 429 or
/// 5xx, is retried after a delay. No snapshot is needed: until the request is done, the tokens that the
/// host stored stay valid, and after a crash the host starts again with them. With refresh token
/// rotation, the server accepts the previous token only during its grace period. An interaction code can
/// be exchanged once.
///
/// ```
/// use std::time::SystemTime;
/// use idx_flow::{FlowConfig, ConfigError, Request, Response, TokenAction, TokenRequest, Tokens};
///
/// # fn send(request: &Request) -> Option<Response> { None }
/// # fn sleep(wait: std::time::Duration) {}
/// fn refresh(config: FlowConfig, stored: &Tokens) -> Result<Option<Tokens>, ConfigError> {
///     let mut refresh = TokenRequest::refresh(config, stored)?;
///     loop {
///         match refresh.next_action(SystemTime::now()) {
///             TokenAction::Send { request } => match send(&request) {
///                 Some(response) => refresh.handle_response(request.id, response, SystemTime::now()),
///                 None => refresh.handle_failure(request.id, SystemTime::now()),
///             },
///             TokenAction::Wait { duration, .. } => sleep(duration),
///             TokenAction::Issued { tokens } => return Ok(Some(*tokens)), // replace the stored ones
///             // Failed: if its kind is TokenRejected, the user has to sign in again
///             _ => return Ok(None),
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
#[non_exhaustive]
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
        /// The reason for waiting.
        reason: WaitReason,
    },
    /// The new tokens. After a refresh, replace the stored tokens with them: the refresh token may have
    /// changed.
    Issued {
        /// The tokens.
        tokens: Box<Tokens>,
    },
    /// The token is revoked, or the server did not know it.
    Revoked,
    /// The request failed. The stored tokens are unchanged. After
    /// [`TokenRejected`](crate::FailureKind::TokenRejected), the refresh token, the code or the new ID
    /// token is not valid, and the user has to sign in again.
    Failed {
        /// The reason.
        failure: Failure,
    },
}

impl TokenRequest {
    /// Exchanges the refresh token for new tokens with the same scopes (RFC 6749 section 6). Of the
    /// configuration, only the issuer, the client's credentials and the header values are used.
    ///
    /// # Errors
    /// [`ConfigError::NoRefreshToken`] if `stored` has no refresh token.
    pub fn refresh(config: FlowConfig, stored: &Tokens) -> Result<Self, ConfigError> {
        let token = stored.refresh_token.clone();
        let operation = Operation::Refresh {
            token: token.ok_or(ConfigError::NoRefreshToken)?,
            stored: Box::new(stored.clone()),
            scopes: None,
        };
        Ok(Self::new(config, operation))
    }

    /// Exchanges the interaction code of a flow for tokens (IDX wire), if the flow [ended with the
    /// code](crate::FlowConfig::stop_at_code). The ID token is validated as by a
    /// flow. The configuration must be that of the flow, with the client secret of a confidential client.
    pub fn exchange(config: FlowConfig, code: InteractionCode) -> Self {
        Self::new(config, Operation::Exchange(code))
    }

    /// Requests fewer scopes than were granted (RFC 6749 section 6). The refresh token keeps all of
    /// them. An empty list requests the granted scopes. Only a refresh uses it.
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
                Some(duration) => TokenAction::Wait {
                    duration,
                    reason: retry.reason(),
                },
                None => TokenAction::Send {
                    request: self.operation.request(Post {
                        config: &self.config,
                        id: RequestId(self.request_id),
                        retry: Some(retry),
                    }),
                },
            },
            Stage::Issued(tokens) => TokenAction::Issued {
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
        let okta_request_id = response.okta_request_id().map(str::to_owned);
        let stage = match self.on_response(retry, response, now) {
            Stage::Pending(retry) => Stage::Pending(retry.of_response(okta_request_id.as_deref())),
            Stage::Failed(failure) => Stage::Failed(Box::new(Failure {
                okta_request_id,
                ..*failure
            })),
            stage => stage,
        };
        self.advance(stage);
    }

    /// Handles a request without a response: no network, a timeout, a closed connection. The request is
    /// retried after a delay.
    pub fn handle_failure(&mut self, id: RequestId, now: SystemTime) {
        if let Some(retry) = self.expect(id) {
            let retry = retry.after_failure(now.into(), RetryCause::Network, None);
            self.advance(Stage::Pending(retry));
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
        let is_success = (200..300).contains(&response.status);
        if matches!(self.operation, Operation::Revoke(..)) && is_success {
            return Stage::Revoked;
        }
        let reply = Reply::read(response, now.shifted(self.server_offset));
        let times = (now, limit_correction(self.server_offset, now));
        let failure = match (reply, &self.operation) {
            (Reply::Tokens(raw), Operation::Refresh { stored, scopes, .. }) => {
                let scopes = scopes.as_deref();
                let tokens = refresh::validate_tokens(&self.config, stored, scopes, *raw, times);
                return issued(tokens);
            }
            (Reply::Tokens(raw), Operation::Exchange(code)) => {
                let nonce = &code.nonce;
                return issued(validate::validate_tokens(&self.config, nonce, *raw, times));
            }
            (Reply::RateLimited { wait, .. }, _) => {
                return Stage::Pending(retry.after_rate_limit(now, wait));
            }
            (Reply::Transient { status, wait, .. }, _) => {
                let cause = RetryCause::Status(status);
                return Stage::Pending(retry.after_failure(now, cause, wait));
            }
            (Reply::Unusable { status }, _) => match retry.after_unusable(now, status) {
                Some(retry) => return Stage::Pending(retry),
                None => Failure::status(status),
            },
            (Reply::OAuthError(detail), _) => {
                let kind = match detail.code().as_deref() {
                    Some("invalid_grant") => Kind::TokenRejected,
                    _ => Kind::Denied,
                };
                Failure::detailed(kind, detail)
            }
            (Reply::ApiError(error), _) => error.into_failure(),
            (Reply::ClientError { status }, _) => Failure::status(status),
            (Reply::LimitExceeded(error), _) => Failure::limit(&error),
            (Reply::UnexpectedJson { .. }, _) => Failure::missing("access_token"),
            (Reply::Idx(..) | Reply::Handle(_) | Reply::Tokens(_), _) => {
                Failure::new(Kind::Protocol)
            }
        };
        Stage::Failed(Box::new(failure))
    }

    /// The attempts so far, if a reply to this request is still expected.
    fn expect(&self, id: RequestId) -> Option<Retry> {
        match &self.stage {
            Stage::Pending(retry) if id.0 == self.request_id => Some(retry.clone()),
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
    Issued(Box<Tokens>),
    Revoked,
    Failed(Box<Failure>),
}

fn issued(tokens: Result<Tokens, FailureDetail>) -> Stage {
    match tokens {
        Ok(tokens) => Stage::Issued(Box::new(tokens)),
        Err(detail) => {
            let failure = Failure::detailed(Kind::TokenRejected, detail);
            Stage::Failed(Box::new(failure))
        }
    }
}

impl fmt::Debug for TokenRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stage = match self.stage {
            Stage::Pending(_) => "pending",
            Stage::Issued(_) | Stage::Revoked => "done",
            Stage::Failed(_) => "failed",
        };
        write!(f, "TokenRequest({}, {stage})", self.operation.name())
    }
}
