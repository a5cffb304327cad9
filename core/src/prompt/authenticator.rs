//! What a user can prove oneself with.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::contextual_data::ContextualData;
use super::diagnostics::Diagnostics;
use super::password_policy::PasswordPolicy;
use crate::names::{AuthenticatorKey, MethodType};
use crate::wire::ParseError;
use crate::wire::json::Json;
use crate::wire::limits::MAX_LIST;

/// An authenticator: listed, enrolled, or the one at hand. Everything is optional on the wire.
#[derive(Debug, Clone, PartialEq)]
pub struct Authenticator {
    /// The server's id.
    pub id: Option<String>,
    /// Which one it is.
    pub key: Option<AuthenticatorKey>,
    /// The wire's `type`: `password`, `email`, `app`, `security_key`…
    pub kind: Option<String>,
    /// The name to show, in the language that the server chose.
    pub display_name: Option<String>,
    /// How it can be used.
    pub methods: Vec<MethodType>,
    /// What tells one enrollment from another: `email`, `phoneNumber`, `deviceName`… as shown.
    pub profile: BTreeMap<String, String>,
    /// The id of the user's enrollment.
    pub enrollment_id: Option<String>,
    /// The id of a WebAuthn credential (base64url).
    pub credential_id: Option<String>,
    /// The user's name for it.
    pub nickname: Option<String>,
    /// What a new password has to satisfy.
    pub password_policy: Option<Box<PasswordPolicy>>,
    /// What the step at hand needs: QR code, number, questions…
    pub contextual_data: Option<Box<ContextualData>>,
}

impl Authenticator {
    pub(crate) fn read(json: &Json<'_>, diagnostics: &mut Diagnostics) -> Self {
        let name = json
            .text("displayName")
            .or_else(|| json.text("authenticatorName"));
        let key = json.str("key").or_else(|| json.str("catalogKey"));
        let methods = json.items("methods").iter();
        Self {
            id: json.text("id").or_else(|| json.text("authenticatorId")),
            key: key.map(AuthenticatorKey::from),
            kind: json.text("type"),
            methods: methods.filter_map(method).collect(),
            profile: json.object("profile").map(strings).unwrap_or_default(),
            enrollment_id: json.text("enrollmentId"),
            credential_id: json.text("credentialId"),
            nickname: json.text("nickname"),
            password_policy: json
                .object("settings")
                .and_then(PasswordPolicy::read)
                .map(Box::new),
            contextual_data: json.object("contextualData").map(|context| {
                Box::new(ContextualData::read(context, name.as_deref(), diagnostics))
            }),
            display_name: name,
        }
    }

    pub(crate) fn read_list(
        response: &Json<'_>,
        key: &'static str,
        diagnostics: &mut Diagnostics,
    ) -> Result<Vec<Arc<Self>>, ParseError> {
        let items = response.items(key);
        if items.len() > MAX_LIST {
            return Err(ParseError::TooMany("authenticators"));
        }
        Ok(items
            .iter()
            .map(|item| Arc::new(Self::read(item, diagnostics)))
            .collect())
    }
}

fn method(json: &Json<'_>) -> Option<MethodType> {
    let word = json
        .str("type")
        .or_else(|| json.str("methodType"))
        .or_else(|| json.as_str())?;
    Some(MethodType::from(word))
}

fn strings(json: &Json<'_>) -> BTreeMap<String, String> {
    let Json::Object(members) = json else {
        return BTreeMap::new();
    };
    let texts = members
        .iter()
        .filter_map(|(key, value)| Some((key.to_string(), value.as_str()?.to_owned())));
    texts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::json::parse;

    #[test]
    fn everything_is_optional_and_old_names_count() {
        let mut diagnostics = Diagnostics::default();
        let empty = Authenticator::read(&parse("{}").unwrap(), &mut diagnostics);
        assert_eq!(empty.key, None);
        let old = parse(
            r#"{"authenticatorId":"aut1","authenticatorName":"Phone","catalogKey":"phone_number",
                "methods":[{"methodType":"sms"},{"type":"voice"},"hologram",{}]}"#,
        )
        .unwrap();
        let old = Authenticator::read(&old, &mut diagnostics);
        assert_eq!(old.id.as_deref(), Some("aut1"));
        assert_eq!(old.key, Some(AuthenticatorKey::PhoneNumber));
        let hologram = MethodType::Other("hologram".into());
        assert_eq!(old.methods, [MethodType::Sms, MethodType::Voice, hologram]);
    }
}
