//! What the org has issued, and whether it is still good.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use serde_json::json;

use super::client::{Parameters, authenticate};
use super::grant::{Authorization, Server};
use super::token::profile_claims;
use super::{error, ok};
use crate::http::{Request, Response};
use crate::idx::transaction::Transaction;
use crate::json::put;
use crate::org::state::OrgState;
use crate::time::seconds;

/// Tokens by their value.
#[derive(Debug, Clone, Default)]
pub(crate) struct Issued {
    access_tokens: BTreeMap<String, (Session, u64)>,
    refresh_tokens: BTreeMap<String, Refresh>,
    codes: BTreeMap<String, Session>,
    one_time: BTreeMap<String, (OneTime, String)>,
}

/// A finished sign-in, as its tokens need it.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) user: String,
    pub(crate) amr: Vec<&'static str>,
    pub(crate) authorization: Authorization,
    pub(crate) auth_time: SystemTime,
    /// Which sign-in it was: all its tokens are one family.
    pub(crate) family: String,
    /// The refresh token that goes with the next tokens, where one brought them.
    pub(crate) refresh_token: Option<String>,
}

impl Session {
    /// What a transaction has come to.
    pub(crate) fn of(tx: &Transaction) -> Self {
        Self {
            user: tx.user.clone().unwrap_or_default(),
            amr: tx.amr(),
            authorization: tx.authorization.clone(),
            auth_time: tx.auth_time,
            family: tx.interaction_handle.clone(),
            refresh_token: None,
        }
    }
}

/// What a refresh token stands for: all that was granted, whatever a refresh asks for.
#[derive(Debug, Clone)]
struct Refresh {
    session: Session,
    /// When another one took its place.
    replaced_at: Option<SystemTime>,
}

/// What an administrator's one-time token starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OneTime {
    Recovery,
    Activation,
}

impl Issued {
    /// Keeps an access token until then, and none whose time is over.
    pub(crate) fn remember_access_token(
        &mut self,
        token: String,
        kept: (Session, u64),
        now: SystemTime,
    ) {
        self.access_tokens
            .retain(|_, (_, until)| seconds(now) < *until);
        self.access_tokens.insert(token, kept);
    }

    pub(crate) fn remember_refresh_token(&mut self, token: &str, session: &Session) {
        let fresh = Refresh {
            session: session.clone(),
            replaced_at: None,
        };
        self.refresh_tokens.insert(token.to_owned(), fresh);
    }

    /// What a refresh token of this server stands for. One that was replaced is good for a while, for a client that
    /// lost the reply; after that somebody has stolen it, and the whole family goes (RFC 9700
    /// section 4.14.2).
    pub(crate) fn refresh_token(
        &mut self,
        server: Server,
        token: &str,
        (now, grace): (SystemTime, Duration),
    ) -> Option<Session> {
        let known = self.refresh_tokens.get(token)?;
        if known.session.authorization.server != server {
            return None;
        }
        let session = known.session.clone();
        if known.replaced_at.is_some_and(|at| now > at + grace) {
            self.end(&session.family);
            return None;
        }
        Some(session)
    }

    /// Puts another refresh token in the place of this one.
    pub(crate) fn rotate(&mut self, old: &str, fresh: &str, now: SystemTime) {
        if let Some(known) = self.refresh_tokens.get_mut(old) {
            known.replaced_at.get_or_insert(now);
            let session = known.session.clone();
            self.remember_refresh_token(fresh, &session);
        }
    }

    /// All tokens of one sign-in are good no more.
    fn end(&mut self, family: &str) {
        let other = |session: &Session| session.family != family;
        self.access_tokens.retain(|_, (session, _)| other(session));
        self.refresh_tokens.retain(|_, one| other(&one.session));
    }

    /// The session of an access token of this server that is still good.
    fn access_token(
        &self,
        server: Server,
        token: &str,
        now: SystemTime,
    ) -> Option<(&Session, u64)> {
        let (session, until) = self.access_tokens.get(token)?;
        let is_good = session.authorization.server == server && seconds(now) < *until;
        is_good.then_some((session, *until))
    }

    /// The session of a refresh token of this server, replaced or not.
    fn refresh_session(&self, server: Server, token: &str) -> Option<&Refresh> {
        let known = self.refresh_tokens.get(token)?;
        (known.session.authorization.server == server).then_some(known)
    }

    /// An authorization code, good for one exchange.
    pub(crate) fn add_code(&mut self, code: String, session: Session) {
        self.codes.insert(code, session);
    }

    pub(crate) fn use_code(&mut self, code: &str) -> Option<Session> {
        self.codes.remove(code)
    }

    pub(crate) fn add_one_time(&mut self, token: String, kind: OneTime, user: String) {
        self.one_time.insert(token, (kind, user));
    }

    /// Uses up a one-time token: whose it was.
    pub(crate) fn use_one_time(&mut self, token: &str, kind: OneTime) -> Option<String> {
        let (known, _) = self.one_time.get(token)?;
        if *known != kind {
            return None;
        }
        self.one_time.remove(token).map(|(_, user)| user)
    }
}

/// `/v1/revoke` (RFC 7009): the same answer whether the token was known or not. Revoking a
/// refresh token revokes all tokens of its sign-in.
pub(crate) fn revoke(org_state: &mut OrgState, server: Server, request: &Request) -> Response {
    let parameters = Parameters::of(request);
    if let Err(refused) = authenticate(&org_state.setup, request, &parameters) {
        return refused;
    }
    let Some(token) = parameters.get("token") else {
        return error(400, "invalid_request", "The token is missing.");
    };
    let issued = &mut org_state.issued;
    let other = |session: &Session| session.authorization.server != server;
    issued
        .access_tokens
        .retain(|known, (session, _)| known != token || other(session));
    let known = issued.refresh_session(server, token);
    if let Some(family) = known.map(|one| one.session.family.clone()) {
        issued.end(&family);
    }
    Response::empty(200)
}

/// `/v1/introspect` (RFC 7662).
pub(crate) fn introspect(
    org_state: &OrgState,
    server: Server,
    request: &Request,
    now: SystemTime,
) -> Response {
    let parameters = Parameters::of(request);
    if let Err(refused) = authenticate(&org_state.setup, request, &parameters) {
        return refused;
    }
    let token = parameters.get("token").unwrap_or_default();
    let issued = &org_state.issued;
    let access = issued.access_token(server, token, now);
    let refresh = issued.refresh_session(server, token);
    let refresh = refresh.filter(|one| one.replaced_at.is_none());
    let session = match (access, refresh) {
        (Some((session, until)), _) => (session, json!({"token_type": "Bearer", "exp": until})),
        (None, Some(one)) => (&one.session, json!({})),
        (None, None) => return ok(&json!({"active": false})),
    };
    let (session, mut body) = session;
    let account = org_state.account(&session.user);
    let Some(account) = account.filter(|it| it.may_sign_in()) else {
        return ok(&json!({"active": false}));
    };
    put(&mut body, "active", json!(true));
    put(
        &mut body,
        "client_id",
        json!(session.authorization.client_id),
    );
    put(
        &mut body,
        "scope",
        json!(session.authorization.scopes.join(" ")),
    );
    put(&mut body, "uid", json!(session.user));
    put(&mut body, "username", json!(account.login));
    put(&mut body, "sub", json!(account.login));
    ok(&body)
}

/// `/v1/userinfo` (OIDC Core, section 5.3).
pub(crate) fn userinfo(
    org_state: &OrgState,
    server: Server,
    request: &Request,
    now: SystemTime,
) -> Response {
    let token = request.header("authorization").unwrap_or_default();
    let token = token.strip_prefix("Bearer ").unwrap_or_default();
    let known = org_state.issued.access_token(server, token, now);
    let known = known.and_then(|(session, _)| Some((session, org_state.account(&session.user)?)));
    let known = known.filter(|(_, account)| account.may_sign_in());
    let Some((session, account)) = known else {
        let realm = r#"Bearer authorization_uri="", realm="", error="invalid_token""#;
        return Response::empty(401).with_header("www-authenticate", realm);
    };
    let mut body = profile_claims(session, account);
    put(&mut body, "sub", account.id.as_str());
    ok(&body)
}
