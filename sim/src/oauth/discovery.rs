//! Authorization server metadata (OpenID Connect Discovery, RFC 8414).

use serde_json::{Value, json};

use crate::state::{AuthorizationServer, OrgState};

pub(super) fn metadata(org_state: &OrgState, server: AuthorizationServer) -> Value {
    let org = org_state.url("");
    let url = |endpoint: &str| format!("{org}{}/v1/{endpoint}", server.path());
    json!({
        "issuer": server.issuer(&org),
        "authorization_endpoint": url("authorize"),
        "token_endpoint": url("token"),
        "userinfo_endpoint": url("userinfo"),
        "jwks_uri": url("keys"),
        "introspection_endpoint": url("introspect"),
        "revocation_endpoint": url("revoke"),
        "end_session_endpoint": url("logout"),
        "device_authorization_endpoint": url("device/authorize"),
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
