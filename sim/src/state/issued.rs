//! The codes and tokens that the org has issued.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use super::authorization::AuthorizationServer;
use super::session::Session;
use crate::time::seconds;

/// Codes and tokens by their value.
#[derive(Debug, Clone, Default)]
pub(crate) struct Issued {
    access_tokens: BTreeMap<String, AccessToken>,
    refresh_tokens: BTreeMap<String, RefreshToken>,
    authorization_codes: BTreeMap<String, Session>,
    one_time_tokens: BTreeMap<String, (OneTimeTokenKind, String)>,
}

/// An access token.
#[derive(Debug, Clone)]
pub(crate) struct AccessToken {
    pub(crate) session: Session,
    /// Seconds since 1970.
    pub(crate) expires_at: u64,
}

/// A refresh token. Its session has all granted scopes, even if a refresh asked for fewer.
#[derive(Debug, Clone)]
pub(crate) struct RefreshToken {
    pub(crate) session: Session,
    /// When a rotation replaced it.
    pub(crate) replaced_at: Option<SystemTime>,
}

/// The purpose of an administrator's one-time token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OneTimeTokenKind {
    Recovery,
    Activation,
}

impl Issued {
    /// Stores an access token and removes expired ones.
    pub(crate) fn add_access_token(&mut self, value: String, token: AccessToken, now: SystemTime) {
        self.access_tokens
            .retain(|_, known| seconds(now) < known.expires_at);
        self.access_tokens.insert(value, token);
    }

    pub(crate) fn add_refresh_token(&mut self, value: &str, session: &Session) {
        let token = RefreshToken {
            session: session.clone(),
            replaced_at: None,
        };
        self.refresh_tokens.insert(value.to_owned(), token);
    }

    /// Returns the session of a refresh token of this server. A replaced token is accepted during
    /// the grace period, in case the client lost the response. A later use means that the token was
    /// stolen, and revokes its family (RFC 9700, section 4.14.2).
    pub(crate) fn use_refresh_token(
        &mut self,
        server: AuthorizationServer,
        value: &str,
        (now, grace): (SystemTime, Duration),
    ) -> Option<Session> {
        let token = self.refresh_token(server, value)?;
        let session = token.session.clone();
        if token.replaced_at.is_some_and(|at| now > at + grace) {
            self.revoke_family(&session.family);
            return None;
        }
        Some(session)
    }

    /// Replaces a refresh token with a new one.
    pub(crate) fn rotate(&mut self, old: &str, new: &str, now: SystemTime) {
        if let Some(token) = self.refresh_tokens.get_mut(old) {
            token.replaced_at.get_or_insert(now);
            let session = token.session.clone();
            self.add_refresh_token(new, &session);
        }
    }

    /// Returns a valid access token of this server.
    pub(crate) fn access_token(
        &self,
        server: AuthorizationServer,
        value: &str,
        now: SystemTime,
    ) -> Option<&AccessToken> {
        let token = self.access_tokens.get(value)?;
        let is_valid =
            token.session.authorization.server == server && seconds(now) < token.expires_at;
        is_valid.then_some(token)
    }

    /// Returns a refresh token of this server, even if it was replaced.
    pub(crate) fn refresh_token(
        &self,
        server: AuthorizationServer,
        value: &str,
    ) -> Option<&RefreshToken> {
        let token = self.refresh_tokens.get(value)?;
        (token.session.authorization.server == server).then_some(token)
    }

    /// Revokes a token of this server. A refresh token is revoked with all tokens of its sign-in.
    pub(crate) fn revoke(&mut self, server: AuthorizationServer, value: &str) {
        self.access_tokens
            .retain(|known, token| known != value || token.session.authorization.server != server);
        let token = self.refresh_token(server, value);
        if let Some(family) = token.map(|token| token.session.family.clone()) {
            self.revoke_family(&family);
        }
    }

    /// Revokes all tokens and codes of a user.
    pub(crate) fn revoke_user(&mut self, user: &str) {
        self.access_tokens
            .retain(|_, token| token.session.user != user);
        self.refresh_tokens
            .retain(|_, token| token.session.user != user);
        self.authorization_codes
            .retain(|_, session| session.user != user);
    }

    /// Returns whether a sign-in has a valid refresh token.
    pub(crate) fn has_refresh_token(&self, family: &str) -> bool {
        let mut tokens = self.refresh_tokens.values();
        tokens.any(|token| token.session.family == family && token.replaced_at.is_none())
    }

    fn revoke_family(&mut self, family: &str) {
        self.access_tokens
            .retain(|_, token| token.session.family != family);
        self.refresh_tokens
            .retain(|_, token| token.session.family != family);
    }

    pub(crate) fn add_authorization_code(&mut self, code: String, session: Session) {
        self.authorization_codes.insert(code, session);
    }

    /// Returns the session of an authorization code and removes the code.
    pub(crate) fn use_authorization_code(&mut self, code: &str) -> Option<Session> {
        self.authorization_codes.remove(code)
    }

    pub(crate) fn add_one_time_token(
        &mut self,
        value: String,
        kind: OneTimeTokenKind,
        user: String,
    ) {
        self.one_time_tokens.insert(value, (kind, user));
    }

    /// Returns the user of a one-time token of this kind and removes the token.
    pub(crate) fn use_one_time_token(
        &mut self,
        value: &str,
        kind: OneTimeTokenKind,
    ) -> Option<String> {
        let (known, _) = self.one_time_tokens.get(value)?;
        if *known != kind {
            return None;
        }
        self.one_time_tokens.remove(value).map(|(_, user)| user)
    }
}
