//! `/v1/authorize` and `/v1/logout` for browsers with a session. The org has no sign-in page: a
//! browser without a session gets `login_required` (OpenID Connect Core, section 3.1.2.6).

use std::time::{Duration, SystemTime};

use super::parameters::Parameters;
use super::response::error;
use crate::http::{Request, Response};
use crate::state::{Authorization, AuthorizationServer, BrowserSession, OrgState, Session};

/// `/v1/authorize`: redirects with an authorization code or an error.
pub(super) fn authorize(
    org_state: &mut OrgState,
    server: AuthorizationServer,
    request: &Request,
    now: SystemTime,
) -> Response {
    let query = Parameters::from_query(request);
    let setup = &org_state.setup;
    let redirect_uri = query.get_owned("redirect_uri").unwrap_or_default();
    if query.get("client_id") != Some(&setup.client_id)
        || !setup.redirect_uris.contains(&redirect_uri)
    {
        // The browser must not be redirected to an unregistered URI (RFC 6749, section 4.1.2.1).
        return Response::html(400, "<p>The client or its redirect_uri is unknown.</p>");
    }
    let authorization = Authorization {
        redirect_uri,
        state: query.get_owned("state"),
        nonce: query.get_owned("nonce"),
        code_challenge: query.get_owned("code_challenge").unwrap_or_default(),
        max_age: query.get("max_age").and_then(|text| text.parse().ok()),
        ..Authorization::without_redirect(server, &setup.client_id, Vec::new())
    };
    let scopes = match query.scopes() {
        Ok(scopes) if query.get("response_type") == Some("code") => scopes,
        Ok(_) => return authorization.redirect(&[("error", "unsupported_response_type")]),
        Err(_) => return authorization.redirect(&[("error", "invalid_scope")]),
    };
    let max_age = authorization.max_age.map(Duration::from_secs);
    let is_recent = |session: &Session| max_age.is_none_or(|age| now <= session.auth_time + age);
    let browser = browser_session(org_state, request);
    let Some(browser) = browser.filter(|browser| is_recent(&browser.session)) else {
        let text = "The user must sign in. This org has no sign-in page: start with interact.";
        return authorization.redirect(&[("error", "login_required"), ("error_description", text)]);
    };
    let session = browser.session.clone();
    let code = org_state.ids.token();
    let response = authorization.redirect(&[("code", &code)]);
    let authorization = Authorization {
        scopes,
        ..authorization
    };
    let session = Session {
        authorization,
        family: code.clone(),
        ..session
    };
    org_state.issued.add_authorization_code(code, session);
    response
}

/// Returns the session of an authorization code. A code works once.
pub(super) fn grant(
    org_state: &mut OrgState,
    server: AuthorizationServer,
    parameters: &Parameters,
) -> Result<Session, Response> {
    let code = parameters.get("code").unwrap_or_default();
    let session = org_state.issued.use_authorization_code(code);
    let matches_request = |session: &Session| {
        let authorization = &session.authorization;
        authorization.server == server
            && parameters.get("redirect_uri") == Some(&authorization.redirect_uri)
            && authorization.matches_verifier(parameters.get("code_verifier"))
    };
    session
        .filter(matches_request)
        .ok_or_else(|| error(400, "invalid_grant", "The code is invalid or has expired."))
}

/// `/v1/logout`: ends the browser's session (OpenID Connect RP-Initiated Logout, section 2).
pub(super) fn logout(org_state: &mut OrgState, request: &Request) -> Response {
    let query = Parameters::from_query(request);
    if let Some(browser) = browser_session(org_state, request) {
        let cookie = browser.cookie.clone();
        let sessions = &mut org_state.browser_sessions;
        sessions.retain(|session| session.cookie != cookie);
    }
    let redirect_uri = query
        .get_owned("post_logout_redirect_uri")
        .unwrap_or_default();
    if !org_state.setup.redirect_uris.contains(&redirect_uri) {
        return Response::html(200, "<p>You have signed out.</p>");
    }
    let client_id = &org_state.setup.client_id;
    let authorization = Authorization {
        redirect_uri,
        state: query.get_owned("state"),
        ..Authorization::without_redirect(AuthorizationServer::Org, client_id, Vec::new())
    };
    authorization.redirect(&[])
}

fn browser_session<'a>(org_state: &'a OrgState, request: &Request) -> Option<&'a BrowserSession> {
    let mut sessions = org_state.browser_sessions.iter();
    sessions.find(|session| session.is_session_of(request))
}
