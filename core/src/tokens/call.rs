//! A call to the token or the revocation endpoint, after a flow: refresh and revoke.

use std::fmt;
use std::time::SystemTime;

use super::action::{TokenAction, TokenKind};
use super::what::What;
use super::{Tokens, refresh};
use crate::config::Config;
use crate::engine::state::Retry;
use crate::error::InputError;
use crate::exchange::reply::Reply;
use crate::exchange::{RequestId, Response};
use crate::failure::{Failure, FailureKind as Kind};
use crate::secret::Secret;
use crate::wire::time::Millis;

/// Turns a refresh token into fresh tokens, or has a token taken back.
///
/// It is driven like a [`Flow`](crate::Flow), and beside it: a flow ends with its tokens. What is
/// lost on the way is sent again, 429 and 5xx are waited out. It needs no snapshot: until it is done,
/// the tokens that the host holds are the ones that count, and after a crash the host begins anew
/// with them. Where the org rotates refresh tokens, it bears with one that it has just replaced for the
/// length of its grace period, and no longer.
///
/// ```
/// use std::time::SystemTime;
/// use idx_flow::{Config, Failure, InputError, Request, Response, TokenAction, TokenCall, Tokens};
///
/// # fn send(request: &Request) -> Option<Response> { None }
/// # fn sleep(wait: std::time::Duration) {}
/// fn refresh(config: Config, held: &Tokens) -> Result<Option<Tokens>, InputError> {
///     let mut call = TokenCall::refresh(config, held)?;
///     loop {
///         match call.next_action(SystemTime::now()) {
///             TokenAction::Send { request } => match send(&request) {
///                 Some(response) => call.handle_response(request.id, response, SystemTime::now()),
///                 None => call.handle_failure(request.id, SystemTime::now()),
///             },
///             TokenAction::Wait { duration } => sleep(duration),
///             TokenAction::Refreshed { tokens } => return Ok(Some(*tokens)), // to keep in place of the others
///             TokenAction::Revoked => return Ok(None),
///             TokenAction::Failed { failure } => return Ok(None), // TokenRejected: sign in again
///         }
///     }
/// }
/// ```
#[derive(Clone, PartialEq)]
pub struct TokenCall {
    config: Config,
    what: What,
    turn: u64,
    /// The server's clock less ours, in ms, by the newest `Date`.
    server_offset: i64,
    stage: Stage,
}

#[derive(Clone, PartialEq)]
enum Stage {
    Open(Retry),
    Refreshed(Box<Tokens>),
    Revoked,
    Failed(Box<Failure>),
}

impl TokenCall {
    /// Fresh tokens for those that are held (RFC 6749 section 6), for the same scopes. Of the
    /// configuration, client and issuer count.
    ///
    /// # Errors
    /// [`InputError::NoRefreshToken`] where there is none among them.
    pub fn refresh(config: Config, held: &Tokens) -> Result<Self, InputError> {
        let token = held.refresh_token.clone();
        let what = What::Refresh {
            token: token.ok_or(InputError::NoRefreshToken)?,
            held: Box::new(held.clone()),
            scopes: None,
        };
        Ok(Self::new(config, what))
    }

    /// A refresh for fewer scopes than were granted (RFC 6749 section 6). The refresh token itself
    /// loses none of them. None at all is as if this were not called; a revocation has no scopes.
    #[must_use]
    pub fn scopes(mut self, fewer: impl IntoIterator<Item = impl Into<String>>) -> Self {
        if let What::Refresh { scopes, .. } = &mut self.what {
            let fewer: Vec<String> = fewer.into_iter().map(Into::into).collect();
            *scopes = Some(fewer).filter(|fewer| !fewer.is_empty());
        }
        self
    }

    /// Has a token taken back (RFC 7009), as on sign-out. A server that does not know it says yes too.
    pub fn revoke(config: Config, token: impl Into<Secret>, kind: TokenKind) -> Self {
        Self::new(config, What::Revoke(token.into(), kind))
    }

    /// What to do now. Pure: the same call and the same time give the same action.
    pub fn next_action(&self, now: SystemTime) -> TokenAction {
        match &self.stage {
            Stage::Open(retry) => match retry.left(now.into()) {
                Some(duration) => TokenAction::Wait { duration },
                None => TokenAction::Send {
                    request: self.what.request(&self.config, RequestId(self.turn)),
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

    /// Takes in what came back for a [`Send`](TokenAction::Send). An older id changes nothing.
    pub fn handle_response(&mut self, id: RequestId, response: Response, now: SystemTime) {
        let now = Millis::from(now);
        let Some(retry) = self.open(id) else { return };
        if let Some(date) = response.header("date").and_then(Millis::from_http_date) {
            self.server_offset = date.since(now);
        }
        let stage = self.after(retry, response, now);
        self.advance(stage);
    }

    /// The exchange did not complete: no network, a timeout, a broken connection. It is tried again,
    /// ever later.
    pub fn handle_failure(&mut self, id: RequestId, now: SystemTime) {
        if let Some(retry) = self.open(id) {
            self.advance(Stage::Open(retry.after_failure(now.into(), None)));
        }
    }

    fn new(config: Config, what: What) -> Self {
        Self {
            config,
            what,
            turn: 1,
            server_offset: 0,
            stage: Stage::Open(Retry::default()),
        }
    }

    fn after(&self, retry: Retry, response: Response, now: Millis) -> Stage {
        // RFC 7009 section 2.2: the body of a yes is of no meaning
        if matches!(self.what, What::Revoke(..)) && (200..300).contains(&response.status) {
            return Stage::Revoked;
        }
        let server_now = now.shifted(self.server_offset);
        let reply = Reply::read(response, server_now);
        let failed = match (reply, &self.what) {
            (Reply::Tokens(raw), What::Refresh { held, scopes, .. }) => {
                let times = (now, server_now);
                match refresh::redeem(&self.config, held, scopes.as_deref(), *raw, times) {
                    Ok(tokens) => return Stage::Refreshed(Box::new(tokens)),
                    Err(claim) => Failure::coded(Kind::TokenRejected, claim),
                }
            }
            (Reply::Patience(wait), _) => return Stage::Open(Retry::after(now, wait)),
            (Reply::Broken(wait), _) => return Stage::Open(retry.after_failure(now, wait)),
            (Reply::Refusal { code, description }, _) => {
                let kind = match code.as_str() {
                    "invalid_grant" => Kind::TokenRejected,
                    _ => Kind::Denied,
                };
                Failure {
                    description,
                    ..Failure::coded(kind, code)
                }
            }
            (Reply::Unreadable { status }, _) => Failure::coded(Kind::Protocol, status.to_string()),
            (Reply::Excess(_), _) => Failure::coded(Kind::Protocol, "limits"),
            (Reply::Idx(..) | Reply::Handle(_) | Reply::Tokens(_) | Reply::Foreign, _) => {
                Failure::new(Kind::Protocol)
            }
        };
        Stage::Failed(Box::new(failed))
    }

    /// The patience so far, where this id is the one that is waited for.
    fn open(&self, id: RequestId) -> Option<Retry> {
        match self.stage {
            Stage::Open(retry) if id.0 == self.turn => Some(retry),
            _ => None,
        }
    }

    fn advance(&mut self, stage: Stage) {
        self.turn = self.turn.wrapping_add(1);
        self.stage = stage;
    }
}

impl fmt::Debug for TokenCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.what {
            What::Refresh { .. } => "Refresh",
            What::Revoke(..) => "Revoke",
        };
        let stage = match self.stage {
            Stage::Open(_) => "open",
            Stage::Refreshed(_) | Stage::Revoked => "done",
            Stage::Failed(_) => "failed",
        };
        write!(f, "TokenCall({what}, {stage})")
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use super::*;
    use crate::exchange::Request;

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_893_456_000 + seconds)
    }

    fn refresh() -> TokenCall {
        let config = Config::new("https://id.acme.example", "client", "app:/callback").unwrap();
        let held = Tokens {
            refresh_token: Some("refresh&1".into()),
            ..Tokens::new("access-1".into(), vec!["profile".to_owned()])
        };
        TokenCall::refresh(config, &held).unwrap()
    }

    fn revoke() -> TokenCall {
        TokenCall::revoke(refresh().config, "access-1", TokenKind::Access)
    }

    fn sent(call: &TokenCall, seconds: u64) -> Request {
        match call.next_action(at(seconds)) {
            TokenAction::Send { request } => request,
            other => panic!("nothing to send but {other:?}"),
        }
    }

    fn reply(call: &mut TokenCall, status: u16, headers: &[(&str, &str)], body: &str) {
        let id = sent(call, 0).id;
        call.handle_response(id, Response::of(status, headers, body), at(0));
    }

    fn failure(call: &TokenCall) -> Failure {
        match call.next_action(at(0)) {
            TokenAction::Failed { failure } => failure,
            other => panic!("no failure but {other:?}"),
        }
    }

    #[test]
    fn the_requests_have_the_words_of_the_wire() {
        let request = sent(&refresh().scopes(["openid", "email"]), 0);
        assert_eq!(request.url, "https://id.acme.example/oauth2/v1/token");
        let body = "grant_type=refresh_token&client_id=client&refresh_token=refresh%261&scope=openid+email";
        assert_eq!(request.body.expose(), body);
        let none: [&str; 0] = [];
        let all = sent(&refresh().scopes(none), 0);
        assert!(!all.body.expose().contains("scope"));
        let mut call = revoke();
        call.config = call.config.client_secret("s3");
        let request = sent(&call, 0);
        assert_eq!(request.url, "https://id.acme.example/oauth2/v1/revoke");
        let body = "client_id=client&token=access-1&token_type_hint=access_token&client_secret=s3";
        assert_eq!(request.body.expose(), body);
    }

    #[test]
    fn what_is_lost_is_sent_again_with_the_same_token() {
        let mut call = refresh();
        let first = sent(&call, 0);
        call.handle_failure(first.id, at(0));
        let wait = Duration::from_secs(1);
        let waits = |wait| TokenAction::Wait { duration: wait };
        assert_eq!(call.next_action(at(0)), waits(wait));
        let second = sent(&call, 1);
        assert_eq!(second.body, first.body);
        assert_ne!(second.id, first.id);
        let before = call.clone();
        call.handle_failure(first.id, at(1));
        assert!(call == before, "a stale id counted");
    }

    #[test]
    fn a_busy_server_is_waited_for() {
        for (mut call, status) in [(refresh(), 429), (refresh(), 503), (revoke(), 503)] {
            reply(&mut call, status, &[("Retry-After", "25")], "");
            let wait = Duration::from_secs(25);
            assert_eq!(
                call.next_action(at(0)),
                TokenAction::Wait { duration: wait }
            );
        }
    }

    #[test]
    fn only_a_bad_grant_ends_the_refresh_token() {
        for (code, kind) in [
            ("invalid_grant", Kind::TokenRejected),
            ("invalid_client", Kind::Denied),
            ("invalid_scope", Kind::Denied),
        ] {
            let mut call = refresh();
            reply(&mut call, 400, &[], &json!({"error": code}).to_string());
            let failure = failure(&call);
            assert_eq!((failure.kind, failure.code.as_deref()), (kind, Some(code)));
        }
        for body in [
            "{}",
            r#"{"interaction_handle": "h"}"#,
            r#"{"version": "1"}"#,
        ] {
            let mut call = refresh();
            reply(&mut call, 200, &[], body);
            assert_eq!(failure(&call).kind, Kind::Protocol, "{body}");
        }
    }

    #[test]
    fn an_end_stays_one() {
        let mut fresh = refresh();
        reply(&mut fresh, 200, &[], r#"{"access_token": "access-2"}"#);
        let mut revoked = revoke();
        reply(&mut revoked, 200, &[], "<html>whatever");
        assert_eq!(revoked.next_action(at(0)), TokenAction::Revoked);
        for mut call in [fresh, revoked] {
            let before = call.clone();
            for id in 0..4 {
                call.handle_failure(RequestId(id), at(0));
                call.handle_response(RequestId(id), Response::of(500, &[], ""), at(0));
            }
            assert!(call == before);
            assert!(!format!("{call:?}").contains("access"));
        }
    }

    #[test]
    fn without_a_refresh_token_there_is_no_refresh() {
        let held = Tokens::new("access-1".into(), Vec::new());
        let refused = TokenCall::refresh(refresh().config, &held);
        assert_eq!(refused.unwrap_err(), InputError::NoRefreshToken);
    }
}
