//! The OAuth 2.0 and OpenID Connect endpoints.

mod authorize;
mod claims;
mod client;
mod device;
mod discovery;
mod interact;
mod introspect;
mod parameters;
mod refresh;
mod response;
mod revoke;
mod token;
mod userinfo;

pub(crate) use device::activate;

use std::time::SystemTime;

use crate::http::{Request, Response};
use crate::idx::Transaction;
use crate::jwt;
use crate::state::{AuthorizationServer, OrgState};
use response::{not_found, ok};

/// Handles a request to an authorization server. `path` is relative to the server's base path.
pub(crate) fn handle(
    org_state: &mut OrgState,
    transactions: &mut Vec<Transaction>,
    (server, path): (AuthorizationServer, &str),
    request: &Request,
    now: SystemTime,
) -> Response {
    match (request.method.as_str(), path) {
        ("POST", "/v1/interact") => interact::handle(org_state, transactions, server, request, now),
        ("POST", "/v1/token") => token::handle(org_state, transactions, server, request, now),
        ("GET", "/v1/authorize") => authorize::authorize(org_state, server, request, now),
        ("GET", "/v1/logout") => authorize::logout(org_state, request),
        ("POST", "/v1/device/authorize") => device::authorize(org_state, server, request, now),
        ("POST", "/v1/revoke") => revoke::handle(org_state, server, request),
        ("POST", "/v1/introspect") => introspect::handle(org_state, server, request, now),
        ("GET" | "POST", "/v1/userinfo") => userinfo::handle(org_state, server, request, now),
        ("GET", "/v1/keys") => ok(&jwt::jwks()),
        (
            "GET",
            "/.well-known/openid-configuration" | "/.well-known/oauth-authorization-server",
        ) => ok(&discovery::metadata(org_state, server)),
        _ => not_found(),
    }
}

/// Returns the authorization server of a path, and the path relative to its base path.
pub(crate) fn route(path: &str) -> Option<(AuthorizationServer, &str)> {
    if let Some(rest) = path.strip_prefix("/oauth2/default/") {
        return Some((
            AuthorizationServer::Default,
            path.split_at(path.len() - rest.len() - 1).1,
        ));
    }
    if path.starts_with("/oauth2/v1/") {
        return Some((AuthorizationServer::Org, path.split_at("/oauth2".len()).1));
    }
    path.starts_with("/.well-known/")
        .then_some((AuthorizationServer::Org, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_both_servers_are_routed() {
        assert_eq!(
            route("/oauth2/v1/token"),
            Some((AuthorizationServer::Org, "/v1/token"))
        );
        assert_eq!(
            route("/oauth2/default/v1/token"),
            Some((AuthorizationServer::Default, "/v1/token"))
        );
        let discovery = "/.well-known/openid-configuration";
        assert_eq!(
            route(discovery),
            Some((AuthorizationServer::Org, discovery))
        );
        assert_eq!(route("/idp/idx/identify"), None);
    }
}
