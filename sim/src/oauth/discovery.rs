//! What an authorization server says of itself (OIDC Discovery, RFC 8414).

use serde_json::{Value, json};

use super::grant::Server;
use crate::org::state::OrgState;

pub(crate) fn metadata(org_state: &OrgState, server: Server) -> Value {
    let org = org_state.url("");
    let at = |endpoint: &str| format!("{org}{}/v1/{endpoint}", server.path());
    json!({
        "issuer": server.issuer(&org),
        "authorization_endpoint": at("authorize"),
        "token_endpoint": at("token"),
        "userinfo_endpoint": at("userinfo"),
        "jwks_uri": at("keys"),
        "introspection_endpoint": at("introspect"),
        "revocation_endpoint": at("revoke"),
        "end_session_endpoint": at("logout"),
        "device_authorization_endpoint": at("device/authorize"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "fragment", "form_post", "okta_post_message"],
        "grant_types_supported": [
            "authorization_code",
            "refresh_token",
            "interaction_code",
            "urn:ietf:params:oauth:grant-type:device_code",
        ],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": [
            "openid", "profile", "email", "address", "phone", "offline_access", "device_sso",
        ],
        "claims_supported": [
            "iss", "ver", "sub", "aud", "iat", "exp", "jti", "auth_time", "amr", "idp", "nonce",
            "name", "preferred_username", "given_name", "family_name", "email", "email_verified",
            "at_hash",
        ],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": [
            "client_secret_basic", "client_secret_post", "none",
        ],
        "request_parameter_supported": false,
    })
}
