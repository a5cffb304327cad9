//! `/v1/userinfo` (OpenID Connect Core, section 5.3).

use std::time::SystemTime;

use super::claims::profile_claims;
use super::response::ok;
use crate::http::{Request, Response};
use crate::json::put;
use crate::state::{AuthorizationServer, OrgState};

pub(super) fn handle(
    org_state: &OrgState,
    server: AuthorizationServer,
    request: &Request,
    now: SystemTime,
) -> Response {
    let token = request.header("authorization").unwrap_or_default();
    let token = token.strip_prefix("Bearer ").unwrap_or_default();
    let token = org_state.issued.access_token(server, token, now);
    let session = token.map(|token| &token.session);
    let session = session.and_then(|session| Some((session, org_state.account(&session.user)?)));
    let session = session.filter(|(_, account)| account.may_sign_in());
    let Some((session, account)) = session else {
        let challenge = r#"Bearer authorization_uri="", realm="", error="invalid_token""#;
        return Response::empty(401).with_header("www-authenticate", challenge);
    };
    let mut body = profile_claims(session, account);
    put(&mut body, "sub", account.id.as_str());
    ok(&body)
}
