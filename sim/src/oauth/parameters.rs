//! Request parameters.

use super::response::error;
use crate::http::{Request, Response};

/// The scopes that the org supports.
const SCOPES: [&str; 9] = [
    "openid",
    "profile",
    "email",
    "address",
    "phone",
    "groups",
    "offline_access",
    "device_sso",
    "okta.myAccount.profile.read",
];

/// The parameters of a form body or a query.
pub(super) struct Parameters(Vec<(String, String)>);

impl Parameters {
    pub(super) fn from_body(request: &Request) -> Self {
        Self(request.form_pairs())
    }

    pub(super) fn from_query(request: &Request) -> Self {
        Self(request.query())
    }

    /// Returns a parameter that is present and not empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let parameter = self.0.iter().find(|(known, _)| known == name);
        parameter
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    pub(super) fn get_owned(&self, name: &str) -> Option<String> {
        self.get(name).map(str::to_owned)
    }

    /// Returns the requested scopes, or an error response if one is not supported.
    pub(super) fn scopes(&self) -> Result<Vec<String>, Response> {
        let scope = self.get("scope");
        let scope = scope.ok_or_else(|| error(400, "invalid_scope", "The scope is missing."))?;
        let scopes: Vec<String> = scope.split_whitespace().map(str::to_owned).collect();
        match scopes
            .iter()
            .find(|scope| !SCOPES.contains(&scope.as_str()))
        {
            Some(unknown) => {
                let description = format!("The scope {unknown} is unknown.");
                Err(error(400, "invalid_scope", &description))
            }
            None => Ok(scopes),
        }
    }
}
