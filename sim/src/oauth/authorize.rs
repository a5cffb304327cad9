//! `/v1/authorize` and `/v1/logout`, for a browser that has signed in here before. The org has no
//! sign-in page: where one is needed, the client is told so (OIDC Core, section 3.1.2.6).

use std::time::{Duration, SystemTime};

use super::client::Parameters;
use super::error;
use super::grant::{Authorization, Server};
use super::issued::Session;
use crate::http::{Request, Response};
use crate::org::state::OrgState;

/// A browser's sign-in, by its cookie.
#[derive(Debug, Clone)]
pub(crate) struct BrowserSession {
    pub(crate) cookie: String,
    pub(crate) session: Session,
}

/// `/v1/authorize`: a code without a question, or `login_required`.
pub(crate) fn authorize(
    org_state: &mut OrgState,
    server: Server,
    request: &Request,
    now: SystemTime,
) -> Response {
    let query = Parameters::of_query(request);
    let setup = &org_state.setup;
    let redirect_uri = query.owned("redirect_uri").unwrap_or_default();
    if query.get("client_id") != Some(&setup.client_id)
        || !setup.redirect_uris.contains(&redirect_uri)
    {
        // RFC 6749 section 4.1.2.1: nobody is led to an address that is not the client's
        return Response::html(
            400,
            "<p>The client or its redirect_uri is not known here.</p>",
        );
    }
    let authorization = Authorization {
        redirect_uri,
        state: query.owned("state"),
        nonce: query.owned("nonce"),
        code_challenge: query.owned("code_challenge").unwrap_or_default(),
        max_age: query.get("max_age").and_then(|text| text.parse().ok()),
        ..Authorization::without_redirect(server, &setup.client_id, Vec::new())
    };
    let scopes = match super::interact::scopes(&query) {
        Ok(scopes) if query.get("response_type") == Some("code") => scopes,
        Ok(_) => return authorization.redirect(&[("error", "unsupported_response_type")]),
        Err(_) => return authorization.redirect(&[("error", "invalid_scope")]),
    };
    let oldest = authorization.max_age.map(Duration::from_secs);
    let is_fresh = |session: &Session| oldest.is_none_or(|age| now <= session.auth_time + age);
    let known = browser(org_state, request).filter(|known| is_fresh(&known.session));
    let Some(known) = known.cloned() else {
        let text = "The user has to sign in: begin with interact, this org has no page for it.";
        return authorization.redirect(&[("error", "login_required"), ("error_description", text)]);
    };
    let code = org_state.ids.token();
    let reply = authorization.redirect(&[("code", &code)]);
    let authorization = Authorization {
        scopes,
        ..authorization
    };
    let session = Session {
        authorization,
        family: code.clone(),
        ..known.session
    };
    org_state.issued.add_code(code, session);
    reply
}

/// The session of an authorization code, once.
pub(crate) fn grant(
    org_state: &mut OrgState,
    server: Server,
    parameters: &Parameters,
) -> Result<Session, Response> {
    let code = parameters.get("code").unwrap_or_default();
    let session = org_state.issued.use_code(code);
    let is_own = |session: &Session| {
        let known = &session.authorization;
        known.server == server
            && parameters.get("redirect_uri") == Some(&known.redirect_uri)
            && known.is_verified(parameters.get("code_verifier"))
    };
    session
        .filter(is_own)
        .ok_or_else(|| error(400, "invalid_grant", "The code is invalid or has expired."))
}

/// `/v1/logout`: the browser's sign-in is forgotten (OIDC RP-Initiated Logout, section 2).
pub(crate) fn logout(org_state: &mut OrgState, request: &Request) -> Response {
    let query = Parameters::of_query(request);
    if let Some(cookie) = browser(org_state, request).map(|known| known.cookie.clone()) {
        org_state.sessions.retain(|known| known.cookie != cookie);
    }
    let back = query.owned("post_logout_redirect_uri").unwrap_or_default();
    if !org_state.setup.redirect_uris.contains(&back) {
        return Response::html(200, "<p>You have signed out.</p>");
    }
    let to = Authorization {
        redirect_uri: back,
        state: query.owned("state"),
        ..Authorization::without_redirect(Server::Org, &org_state.setup.client_id, Vec::new())
    };
    to.redirect(&[])
}

fn browser<'w>(org_state: &'w OrgState, request: &Request) -> Option<&'w BrowserSession> {
    let cookies = request.header("cookie")?.split(';').map(str::trim);
    let mut values = cookies.filter_map(|cookie| cookie.strip_prefix("idx="));
    values.find_map(|value| {
        org_state
            .sessions
            .iter()
            .find(|known| known.cookie == value)
    })
}
