//! The scopes and details of a consent.

use crate::names::RemediationName as Name;
use crate::wire::json::Json;

/// A scope that an app requests.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Scope {
    /// The scope (RFC 6749 section 3.3).
    pub name: String,
    /// The label to show.
    pub label: Option<String>,
    /// The description for the user.
    pub description: Option<String>,
}

/// A detail of the sign-in that asks for consent, such as its app, browser or location (`requestInfo`,
/// IDX wire).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RequestInfo {
    /// The name of the detail, such as `appName` or `browser`. More names may be added.
    pub name: String,
    /// The label to show.
    pub label: Option<String>,
    /// The value to show.
    pub value: Option<String>,
}

/// Whether the remediation asks the user for consent.
pub(crate) fn is_consent(name: &Name) -> bool {
    matches!(
        name,
        Name::Consent | Name::AdminConsent | Name::GranularConsent | Name::EmailChallengeConsent
    )
}

impl Scope {
    /// Reads the scopes of a remediation: its `scopes`, or else the fields of `optedScopes`, with which
    /// the user grants or denies each scope. A scope that cannot be denied is included.
    pub(super) fn read_all(json: &Json<'_>) -> Vec<Self> {
        let listed = json.items("scopes");
        let is_opted = |field: &&Json<'_>| field.str("name") == Some("optedScopes");
        let opted = json.items("value").iter().find(is_opted);
        let opted = opted.and_then(|field| field.get("form"));
        let scopes = match opted {
            Some(form) if listed.is_empty() => form.items("value"),
            _ => listed,
        };
        scopes.iter().filter_map(Self::read).collect()
    }

    /// Reads an object, or a bare name.
    fn read(json: &Json<'_>) -> Option<Self> {
        let name = json.as_str().map(str::to_owned);
        Some(Self {
            name: name.or_else(|| json.text("name"))?,
            label: json.text("label").or_else(|| json.text("displayName")),
            description: json.text("desc").or_else(|| json.text("description")),
        })
    }
}

impl RequestInfo {
    pub(super) fn read_all(json: &Json<'_>) -> Vec<Self> {
        let read = |json: &Json<'_>| {
            Some(Self {
                name: json.text("name")?,
                label: json.text("label"),
                value: json.text("value"),
            })
        };
        json.items("requestInfo").iter().filter_map(read).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::json::parse;

    fn names(json: &str) -> Vec<String> {
        let scopes = Scope::read_all(&parse(json).unwrap());
        scopes.into_iter().map(|scope| scope.name).collect()
    }

    #[test]
    fn scopes_are_read_from_names_objects_and_fields() {
        let listed = r#"{"scopes": ["openid", {"name": "acme.read", "desc": "Read."}, {}]}"#;
        assert_eq!(names(listed), ["openid", "acme.read"]);
        let opted = r#"{"value": [{"name": "consent"}, {"name": "optedScopes", "form": {"value": [
            {"name": "openid", "mutable": false}, {"name": "acme.read"}]}}]}"#;
        assert_eq!(names(opted), ["openid", "acme.read"]);
        assert_eq!(names(r#"{"value": [{"name": "optedScopes"}]}"#), [""; 0]);
    }

    #[test]
    fn a_detail_without_a_name_is_ignored() {
        let json = r#"{"requestInfo": [{"name": "browser", "label": "Browser", "value": "FIREFOX"},
            {"value": "no name"}, 5]}"#;
        let details = RequestInfo::read_all(&parse(json).unwrap());
        let [browser] = details.as_slice() else {
            panic!("expected one detail, got {details:?}")
        };
        assert_eq!(browser.value.as_deref(), Some("FIREFOX"));
    }
}
