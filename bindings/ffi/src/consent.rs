//! What a user is asked to agree to.

/// Something that an app asks to be allowed.
#[derive(uniffi::Record)]
pub struct Scope {
    /// The scope (RFC 6749 section 3.3).
    pub name: String,
    /// What to show.
    pub label: Option<String>,
    /// What it means, for the user.
    pub description: Option<String>,
}

/// A fact about the sign-in that asks for consent: the app, the browser, the place.
#[derive(uniffi::Record)]
pub struct RequestInfo {
    /// Which: `appName`, `browser`… An open set.
    pub name: String,
    /// What to show before it.
    pub label: Option<String>,
    /// What to show.
    pub value: Option<String>,
}

impl From<&idx_flow::Scope> for Scope {
    fn from(scope: &idx_flow::Scope) -> Self {
        Self {
            name: scope.name.clone(),
            label: scope.label.clone(),
            description: scope.description.clone(),
        }
    }
}

impl From<&idx_flow::RequestInfo> for RequestInfo {
    fn from(info: &idx_flow::RequestInfo) -> Self {
        Self {
            name: info.name.clone(),
            label: info.label.clone(),
            value: info.value.clone(),
        }
    }
}
