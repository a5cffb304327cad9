//! The refresh grant (RFC 6749, section 6), with refresh tokens that are replaced as they are used.

use std::time::{Duration, SystemTime};

use super::client::Parameters;
use super::error;
use super::grant::Server;
use super::issued::Session;
use crate::http::Response;
use crate::org::state::OrgState;

/// The session of a refresh token, with the scopes it is to have.
pub(crate) fn grant(
    org_state: &mut OrgState,
    server: Server,
    parameters: &Parameters,
    now: SystemTime,
) -> Result<Session, Response> {
    let policy = org_state.setup.refresh_tokens;
    let grace = Duration::from_secs(policy.grace_s);
    let token = parameters.get("refresh_token").unwrap_or_default();
    let known = org_state.issued.refresh_token(server, token, (now, grace));
    let known = known.filter(|session| {
        let account = org_state.account(&session.user);
        account.is_some_and(|account| account.may_sign_in())
    });
    let mut session = known.ok_or_else(|| {
        error(
            400,
            "invalid_grant",
            "The refresh token is invalid or expired.",
        )
    })?;
    if let Some(scope) = parameters.get("scope") {
        let wanted: Vec<String> = scope.split_whitespace().map(str::to_owned).collect();
        if !wanted
            .iter()
            .all(|scope| session.authorization.has_scope(scope))
        {
            return Err(error(
                400,
                "invalid_scope",
                "More scopes than were granted.",
            ));
        }
        session.authorization.scopes = wanted;
    }
    let next = match policy.rotation {
        true => org_state.ids.token(),
        false => token.to_owned(),
    };
    if policy.rotation {
        org_state.issued.rotate(token, &next, now);
    }
    session.refresh_token = Some(next);
    Ok(session)
}
