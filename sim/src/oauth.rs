//! The OAuth side: `interact`, tokens, keys, discovery.

mod authorize;
mod client;
mod device;
mod discovery;
mod grant;
mod interact;
mod issued;
pub(crate) mod jwt;
mod refresh;
mod token;

pub(crate) use authorize::BrowserSession;
pub(crate) use device::{Devices, activate};
pub(crate) use grant::{Assurance, Authorization, Server};
pub(crate) use issued::{Issued, OneTime, Session};

use std::time::SystemTime;

use serde_json::{Value, json};

use crate::http::{Request, Response};
use crate::idx::transaction::Transaction;
use crate::org::state::OrgState;

/// Answers a request to an authorization server; `path` is what follows its base.
pub(crate) fn handle(
    org_state: &mut OrgState,
    transactions: &mut Vec<Transaction>,
    (server, path): (Server, &str),
    request: &Request,
    now: SystemTime,
) -> Response {
    match (request.method.as_str(), path) {
        ("POST", "/v1/interact") => interact::handle(org_state, transactions, server, request, now),
        ("POST", "/v1/token") => token::handle(org_state, transactions, server, request, now),
        ("GET", "/v1/authorize") => authorize::authorize(org_state, server, request, now),
        ("GET", "/v1/logout") => authorize::logout(org_state, request),
        ("POST", "/v1/device/authorize") => device::authorize(org_state, server, request, now),
        ("POST", "/v1/revoke") => issued::revoke(org_state, server, request),
        ("POST", "/v1/introspect") => issued::introspect(org_state, server, request, now),
        ("GET" | "POST", "/v1/userinfo") => issued::userinfo(org_state, server, request, now),
        ("GET", "/v1/keys") => ok(&jwt::jwks()),
        (
            "GET",
            "/.well-known/openid-configuration" | "/.well-known/oauth-authorization-server",
        ) => ok(&discovery::metadata(org_state, server)),
        _ => not_found(),
    }
}

/// The authorization server and the path under it, for the paths that belong to one.
pub(crate) fn route(path: &str) -> Option<(Server, &str)> {
    if let Some(rest) = path.strip_prefix("/oauth2/default/") {
        return Some((
            Server::Default,
            path.split_at(path.len() - rest.len() - 1).1,
        ));
    }
    if path.starts_with("/oauth2/v1/") {
        return Some((Server::Org, path.split_at("/oauth2".len()).1));
    }
    path.starts_with("/.well-known/")
        .then_some((Server::Org, path))
}

fn ok(body: &Value) -> Response {
    Response::json(200, "application/json", body)
}

/// An OAuth error (RFC 6749, section 5.2).
fn error(status: u16, code: &str, description: &str) -> Response {
    let body = json!({"error": code, "error_description": description});
    Response::json(status, "application/json", &body)
}

fn not_found() -> Response {
    let body = json!({
        "errorCode": "E0000022",
        "errorSummary": "The endpoint does not support the provided HTTP method",
        "errorLink": "E0000022",
        "errorId": "oae00000000000000000",
        "errorCauses": [],
    });
    Response::json(404, "application/json", &body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_both_servers() {
        assert_eq!(route("/oauth2/v1/token"), Some((Server::Org, "/v1/token")));
        assert_eq!(
            route("/oauth2/default/v1/token"),
            Some((Server::Default, "/v1/token"))
        );
        let discovery = "/.well-known/openid-configuration";
        assert_eq!(route(discovery), Some((Server::Org, discovery)));
        assert_eq!(route("/idp/idx/identify"), None);
    }
}
