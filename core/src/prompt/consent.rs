//! What a user is asked to agree to.

use crate::wire::json::Json;

/// Something that an app asks to be allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// The scope (RFC 6749 section 3.3).
    pub name: String,
    /// What to show.
    pub label: Option<String>,
    /// What it means, for the user.
    pub description: Option<String>,
}

/// A fact about the sign-in that asks for consent: the app, the browser, the place (`requestInfo`,
/// IDX wire).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestInfo {
    /// Which: `appName`, `browser`… An open set.
    pub name: String,
    /// What to show before it.
    pub label: Option<String>,
    /// What to show.
    pub value: Option<String>,
}

impl Scope {
    /// The scopes of a remediation: its list, or those that are opted in to one by one, with the ones
    /// that the user has no choice in.
    pub(super) fn read_all(json: &Json<'_>) -> Vec<Self> {
        let listed = json.items("scopes");
        let is_opted = |field: &&Json<'_>| field.str("name") == Some("optedScopes");
        let opted = json.items("value").iter().find(is_opted);
        let opted = opted.and_then(|field| field.get("form"));
        let all = match opted {
            Some(form) if listed.is_empty() => form.items("value"),
            _ => listed,
        };
        all.iter().filter_map(Self::read).collect()
    }

    /// An object, or its name alone.
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
    fn scopes_are_names_or_objects_or_fields() {
        let listed = r#"{"scopes": ["openid", {"name": "acme.read", "desc": "Read."}, {}]}"#;
        assert_eq!(names(listed), ["openid", "acme.read"]);
        let opted = r#"{"value": [{"name": "consent"}, {"name": "optedScopes", "form": {"value": [
            {"name": "openid", "mutable": false}, {"name": "acme.read"}]}}]}"#;
        assert_eq!(names(opted), ["openid", "acme.read"]);
        assert_eq!(names(r#"{"value": [{"name": "optedScopes"}]}"#), [""; 0]);
    }

    #[test]
    fn a_fact_has_a_name() {
        let json = r#"{"requestInfo": [{"name": "browser", "label": "Browser", "value": "FIREFOX"},
            {"value": "nameless"}, 5]}"#;
        let facts = RequestInfo::read_all(&parse(json).unwrap());
        let [browser] = facts.as_slice() else {
            panic!("{facts:?}")
        };
        assert_eq!(browser.value.as_deref(), Some("FIREFOX"));
    }
}
