//! The refresh token grant (RFC 6749, section 6) with refresh token rotation.

use std::time::{Duration, SystemTime};

use super::parameters::Parameters;
use super::response::error;
use crate::http::Response;
use crate::state::{AuthorizationServer, OrgState, Session};

/// Returns the session of a refresh token, with the requested scopes.
pub(super) fn grant(
    org_state: &mut OrgState,
    server: AuthorizationServer,
    parameters: &Parameters,
    now: SystemTime,
) -> Result<Session, Response> {
    let policy = org_state.setup.refresh_tokens;
    let grace = Duration::from_secs(policy.grace_s);
    let token = parameters.get("refresh_token").unwrap_or_default();
    let issued = &mut org_state.issued;
    let session = issued.use_refresh_token(server, token, (now, grace));
    let session = session.filter(|session| {
        let account = org_state.account(&session.user);
        account.is_some_and(|account| account.may_sign_in())
    });
    let mut session = session.ok_or_else(|| {
        error(
            400,
            "invalid_grant",
            "The refresh token is invalid or expired.",
        )
    })?;
    if let Some(scope) = parameters.get("scope") {
        let requested: Vec<String> = scope.split_whitespace().map(str::to_owned).collect();
        if !requested
            .iter()
            .all(|scope| session.authorization.has_scope(scope))
        {
            return Err(error(
                400,
                "invalid_scope",
                "The request has scopes that were not granted.",
            ));
        }
        session.authorization.scopes = requested;
    }
    let next = if policy.rotation {
        let next = org_state.ids.token();
        org_state.issued.rotate(token, &next, now);
        next
    } else {
        token.to_owned()
    };
    session.refresh_token = Some(next);
    Ok(session)
}
