//! Values that are shown when the user is asked for consent.

/// A scope that the app requests.
#[derive(uniffi::Record)]
pub struct Scope {
    /// The scope's name (RFC 6749 section 3.3).
    pub name: String,
    /// The display name.
    pub label: Option<String>,
    /// A description for the user.
    pub description: Option<String>,
}

/// A detail of the sign-in for which consent is requested, such as the app, the browser or the location.
#[derive(uniffi::Record)]
pub struct RequestInfo {
    /// The name, such as `appName` or `browser`. Expect other names.
    pub name: String,
    /// The label to show.
    pub label: Option<String>,
    /// The value to show.
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
