//! Authenticators.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::contextual_data::ContextualData;
use super::diagnostics::Diagnostics;
use super::password_policy::PasswordPolicy;
use crate::names::{AuthenticatorKey, MethodType};
use crate::wire::ParseError;
use crate::wire::json::Json;
use crate::wire::limits::MAX_LIST;

/// An authenticator: one that is available, one that the user has enrolled, or the current one. Every
/// member is optional on the IDX wire.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Authenticator {
    /// The `id` on the IDX wire. Of an [enrollment](crate::Prompt::enrollments), and of the current
    /// authenticator while it is verified, it is the id of the enrollment. Otherwise it is the id of the
    /// authenticator in the org.
    pub id: Option<String>,
    /// The kind of the authenticator.
    pub key: Option<AuthenticatorKey>,
    /// The `type` on the IDX wire: `password`, `email`, `app`, `security_key`…
    pub kind: Option<String>,
    /// The name to show, in the language that the server chose.
    pub display_name: Option<String>,
    /// The methods of the authenticator.
    pub methods: Vec<MethodType>,
    /// The attributes of an enrollment, such as `email`, `phoneNumber` or `deviceName`. The server may
    /// mask the values.
    pub profile: BTreeMap<String, String>,
    /// The id of the user's enrollment: the `id` of an [enrollment](crate::Prompt::enrollments), and of
    /// the [current authenticator](crate::Prompt::current_authenticator) while it is verified. A choice
    /// refers to it with its [`enrollment_id`](crate::Choice::enrollment_id). `None` if the authenticator
    /// is not enrolled yet.
    pub enrollment_id: Option<String>,
    /// The id of a WebAuthn credential, in base64url.
    pub credential_id: Option<String>,
    /// The name that the user gave to the enrollment.
    pub nickname: Option<String>,
    /// The policy for a new password.
    pub password_policy: Option<Box<PasswordPolicy>>,
    /// The data that the current step needs besides a form.
    pub contextual_data: Option<Box<ContextualData>>,
}

/// The members of a response whose authenticators are enrollments of the user.
const ENROLLMENTS: [&str; 2] = ["authenticatorEnrollments", "currentAuthenticatorEnrollment"];

impl Authenticator {
    /// Reads the authenticator in the member `key` of the response.
    pub(crate) fn read(json: &Json<'_>, key: &str, diagnostics: &mut Diagnostics) -> Self {
        let is_enrollment = ENROLLMENTS.contains(&key);
        let name = json
            .text("displayName")
            .or_else(|| json.text("authenticatorName"));
        let kind = json.str("key").or_else(|| json.str("catalogKey"));
        let methods = json.items("methods").iter();
        Self {
            enrollment_id: json
                .text("enrollmentId")
                .or_else(|| json.text("id").filter(|_| is_enrollment)),
            id: json.text("id").or_else(|| json.text("authenticatorId")),
            key: kind.map(AuthenticatorKey::from),
            kind: json.text("type"),
            methods: methods.filter_map(method_type).collect(),
            profile: json.object("profile").map(strings).unwrap_or_default(),
            credential_id: json.text("credentialId"),
            nickname: json.text("nickname"),
            password_policy: json
                .object("settings")
                .and_then(PasswordPolicy::read)
                .map(Box::new),
            contextual_data: json
                .object("contextualData")
                .map(|data| Box::new(ContextualData::read(data, name.as_deref(), diagnostics))),
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
            .map(|item| Arc::new(Self::read(item, key, diagnostics)))
            .collect())
    }
}

/// The type of a method in the list of an authenticator.
pub(super) fn method_type(json: &Json<'_>) -> Option<MethodType> {
    let raw = json
        .str("type")
        .or_else(|| json.str("methodType"))
        .or_else(|| json.as_str())?;
    Some(MethodType::from(raw))
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
    fn every_member_is_optional_and_old_names_are_read() {
        let mut diagnostics = Diagnostics::default();
        let empty = parse("{}").unwrap();
        let empty = Authenticator::read(&empty, "authenticators", &mut diagnostics);
        assert_eq!(empty.key, None);
        let old = parse(
            r#"{"authenticatorId":"aut1","authenticatorName":"Phone","catalogKey":"phone_number",
                "methods":[{"methodType":"sms"},{"type":"voice"},"hologram",{}]}"#,
        )
        .unwrap();
        let old = Authenticator::read(&old, "authenticators", &mut diagnostics);
        assert_eq!(old.id.as_deref(), Some("aut1"));
        assert_eq!(old.key, Some(AuthenticatorKey::PhoneNumber));
        let hologram = MethodType::Other("hologram".into());
        assert_eq!(old.methods, [MethodType::Sms, MethodType::Voice, hologram]);
    }

    #[test]
    fn the_id_of_an_enrollment_is_its_enrollment_id() {
        let enrollment_id = |key: &str, json: &str| {
            let mut diagnostics = Diagnostics::default();
            let authenticator = Authenticator::read(&parse(json).unwrap(), key, &mut diagnostics);
            authenticator.enrollment_id
        };
        let json = r#"{"id":"sms1","key":"phone_number"}"#;
        for key in ["authenticatorEnrollments", "currentAuthenticatorEnrollment"] {
            assert_eq!(enrollment_id(key, json).as_deref(), Some("sms1"), "{key}");
        }
        for key in [
            "authenticators",
            "currentAuthenticator",
            "recoveryAuthenticator",
        ] {
            assert_eq!(enrollment_id(key, json), None, "{key}");
        }
        let json = r#"{"id":"aut1","enrollmentId":"sms2"}"#;
        assert_eq!(
            enrollment_id("currentAuthenticator", json).as_deref(),
            Some("sms2")
        );
    }
}
