//! What the org has issued, and whether it is still good.

use std::collections::BTreeMap;
use std::time::SystemTime;

use serde_json::json;

use super::client::{Parameters, authenticate};
use super::grant::Authorization;
use super::jwt::seconds;
use super::token::profile_claims;
use super::{error, ok};
use crate::http::{Request, Response};
use crate::json::put;
use crate::org::world::World;

/// Tokens by their value.
#[derive(Debug, Clone, Default)]
pub(crate) struct Issued {
    access_tokens: BTreeMap<String, (Session, u64)>,
    refresh_tokens: BTreeMap<String, Session>,
    one_time: BTreeMap<String, (OneTime, String)>,
}

/// A finished sign-in, as its tokens need it.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) user: String,
    pub(crate) amr: Vec<&'static str>,
    pub(crate) authorization: Authorization,
    pub(crate) auth_time: SystemTime,
    /// The refresh token this session came from.
    pub(crate) refresh_token: Option<String>,
}

/// What an administrator's one-time token starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OneTime {
    Recovery,
    Activation,
}

impl Issued {
    pub(crate) fn remember_access_token(&mut self, token: String, session: Session, until: u64) {
        self.access_tokens.insert(token, (session, until));
    }

    pub(crate) fn remember_refresh_token(&mut self, token: &str, session: &Session) {
        // A refresh with fewer scopes does not lessen what the token may do next time.
        let known = self.refresh_tokens.entry(token.to_owned());
        known.or_insert_with(|| session.clone());
    }

    pub(crate) fn refresh_token(&self, token: &str) -> Option<&Session> {
        self.refresh_tokens.get(token)
    }

    /// The session of an access token that is still good.
    fn access_token(&self, token: &str, now: SystemTime) -> Option<(&Session, u64)> {
        let (session, until) = self.access_tokens.get(token)?;
        (seconds(now) < *until).then_some((session, *until))
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
/// refresh token revokes the access tokens of its sign-in as well.
pub(crate) fn revoke(world: &mut World, request: &Request) -> Response {
    let parameters = Parameters::of(request);
    if let Err(refused) = authenticate(&world.setup, request, &parameters) {
        return refused;
    }
    let Some(token) = parameters.get("token") else {
        return error(400, "invalid_request", "The token is missing.");
    };
    let issued = &mut world.issued;
    issued.access_tokens.remove(token);
    if let Some(session) = issued.refresh_tokens.remove(token) {
        let same =
            |other: &Session| other.user == session.user && other.auth_time == session.auth_time;
        issued.access_tokens.retain(|_, (other, _)| !same(other));
    }
    Response::empty(200)
}

/// `/v1/introspect` (RFC 7662).
pub(crate) fn introspect(world: &World, request: &Request, now: SystemTime) -> Response {
    let parameters = Parameters::of(request);
    if let Err(refused) = authenticate(&world.setup, request, &parameters) {
        return refused;
    }
    let token = parameters.get("token").unwrap_or_default();
    let issued = &world.issued;
    let access = issued.access_token(token, now);
    let session = match (access, issued.refresh_token(token)) {
        (Some((session, until)), _) => (session, json!({"token_type": "Bearer", "exp": until})),
        (None, Some(session)) => (session, json!({})),
        (None, None) => return ok(&json!({"active": false})),
    };
    let (session, mut body) = session;
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
    ok(&body)
}

/// `/v1/userinfo` (OIDC Core, section 5.3).
pub(crate) fn userinfo(world: &World, request: &Request, now: SystemTime) -> Response {
    let token = request.header("authorization").unwrap_or_default();
    let token = token.strip_prefix("Bearer ").unwrap_or_default();
    let known = world.issued.access_token(token, now);
    let known = known.and_then(|(session, _)| Some((session, world.account(&session.user)?)));
    let Some((session, account)) = known else {
        let realm = r#"Bearer authorization_uri="", realm="", error="invalid_token""#;
        return Response::empty(401).with_header("www-authenticate", realm);
    };
    let mut body = profile_claims(session, account);
    put(&mut body, "sub", account.id.as_str());
    ok(&body)
}
