//! Values that an app knows before the server asks for them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use idx_flow::{AuthenticatorKey, MethodType, Prompt, Secret};

use crate::answer::{Answer, Value};

/// Values that an app knows before the server asks for them, and the user's goal. A flow that is started
/// with them answers prompts until a value is missing. Then it shows the prompt.
///
/// Each value is submitted at most once, even if the server rejects it or the answer is lost. The values
/// are not part of a snapshot: after a restore, the user is asked. Use them for one flow only.
#[derive(uniffi::Object)]
pub struct KnownValues(Mutex<idx_flow::KnownValues>);

/// The user's goal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Goal {
    /// Sign in.
    SignIn,
    /// Create an account.
    Register,
    /// Recover a forgotten password.
    RecoverPassword,
    /// Unlock a locked account.
    UnlockAccount,
}

/// An authenticator to select, optionally with its method.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PreferredFactor {
    /// The authenticator.
    pub authenticator: AuthenticatorKey,
    /// The method of the authenticator. If not set, the server or the user selects it.
    #[uniffi(default = None)]
    pub method: Option<MethodType>,
}

#[uniffi::export]
impl KnownValues {
    /// Creates known values.
    ///
    /// - `goal`: The user's goal.
    /// - `identifier`: The user's login or email address.
    /// - `password`: The user's current password.
    /// - `newPassword`: The password to set in a sign-up or recovery, or if the current one has expired.
    /// - `factors`: The authenticators to select, in order of preference. Each is selected at most once.
    /// - `attributes`: The user's profile by attribute name, such as `firstName`.
    /// - `rememberMe`: The value of `rememberMe` in the form `identify`.
    #[uniffi::constructor(default(
        identifier = None,
        password = None,
        new_password = None,
        factors = [],
        attributes = None,
        remember_me = None
    ))]
    pub fn new(
        goal: Goal,
        identifier: Option<Secret>,
        password: Option<Secret>,
        new_password: Option<Secret>,
        factors: Vec<PreferredFactor>,
        attributes: Option<HashMap<String, Value>>,
        remember_me: Option<bool>,
    ) -> Arc<Self> {
        let mut known = idx_flow::KnownValues::new(goal.into());
        if let Some(identifier) = identifier {
            known = known.with_identifier(identifier);
        }
        if let Some(password) = password {
            known = known.with_password(password);
        }
        if let Some(password) = new_password {
            known = known.with_new_password(password);
        }
        for factor in factors {
            known = known.with_factor(factor.authenticator, factor.method);
        }
        for (name, value) in attributes.unwrap_or_default() {
            known = known.with_attribute(name, idx_flow::Value::from(value));
        }
        if let Some(remember_me) = remember_me {
            known = known.with_remember_me(remember_me);
        }
        Arc::new(Self(Mutex::new(known)))
    }
}

impl KnownValues {
    /// Keeps the values after a panic. Each is still used at most once.
    pub(crate) fn answer(&self, prompt: &Prompt) -> Option<Answer> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.answer(prompt).map(Answer::from)
    }
}

impl From<Goal> for idx_flow::Goal {
    fn from(goal: Goal) -> Self {
        match goal {
            Goal::SignIn => Self::SignIn,
            Goal::Register => Self::Register,
            Goal::RecoverPassword => Self::RecoverPassword,
            Goal::UnlockAccount => Self::UnlockAccount,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use idx_flow::IdxResponse;

    fn text(value: &str) -> Option<Secret> {
        Some(value.into())
    }

    /// The answer to a prompt with this form.
    fn answer(known: &KnownValues, name: &str, fields: &[&str]) -> Option<HashMap<String, Value>> {
        let fields = fields
            .iter()
            .map(|field| match field.split_once('.') {
                Some((group, name)) => format!(
                    r#"{{"name":"{group}","form":{{"value":[{{"name":"{name}","required":true}}]}}}}"#
                ),
None if *field == "rememberMe" => r#"{"name":"rememberMe","type":"boolean"}"#.to_owned(),
                None => format!(r#"{{"name":"{field}","required":true}}"#),
            })
            .collect::<Vec<_>>()
            .join(",");
        let authenticator = r#"{"key":"okta_password","id":"aut1"}"#;
        let response = format!(
            r#"{{"currentAuthenticator":{{"value":{authenticator}}},"user":{{"value":{{"identifier":"ada"}}}},"remediation":{{"value":
            [{{"name":"{name}","href":"/{name}","value":[{fields}]}}]}}}}"#
        );
        let response = IdxResponse::from_json(response.as_bytes()).unwrap();
        Some(known.answer(&response.prompt)?.values)
    }

    fn texts(values: [(&str, &str); 2]) -> Option<HashMap<String, Value>> {
        let value =
            |(path, text): (&str, &str)| (path.to_owned(), Value::Text { text: text.into() });
        Some(values.map(value).into())
    }

    #[test]
    fn every_value_reaches_the_form_that_asks_for_it() {
        let profile = Value::Text { text: "Ada".into() };
        let known = KnownValues::new(
            Goal::SignIn,
            text("ada"),
            text("old"),
            text("new"),
            Vec::new(),
            Some([("firstName".to_owned(), profile)].into()),
            Some(true),
        );
        let identify = ["identifier", "credentials.passcode", "rememberMe"];
        let mut expected = texts([("identifier", "ada"), ("credentials.passcode", "old")]).unwrap();
        expected.insert("rememberMe".to_owned(), Value::Bool { value: true });
        assert_eq!(answer(&known, "identify", &identify), Some(expected));
        let update = ["userProfile.firstName"];
        let profile = answer(&known, "profile-update", &update).unwrap();
        assert_eq!(
            profile.keys().collect::<Vec<_>>(),
            ["userProfile.firstName"]
        );
        let new = answer(&known, "reenroll-authenticator", &["credentials.passcode"]).unwrap();
        assert_eq!(
            new["credentials.passcode"],
            Value::Text { text: "new".into() }
        );
        // each value is used once
        assert_eq!(
            answer(&known, "reenroll-authenticator", &["credentials.passcode"]),
            None
        );
    }

    #[test]
    fn the_preferred_factor_is_selected() {
        let factor = PreferredFactor {
            authenticator: AuthenticatorKey::OktaEmail,
            method: Some(MethodType::Email),
        };
        let known = KnownValues::new(Goal::SignIn, None, None, None, vec![factor], None, None);
        let constant = |name: &str, value: &str| {
            format!(r#"{{"name":"{name}","value":"{value}","mutable":false}}"#)
        };
        let option = format!(
            r#"{{"label":"Email","relatesTo":"$.authenticators.value[0]","value":{{"form":{{"value":[{},{}]}}}}}}"#,
            constant("id", "aut2"),
            constant("methodType", "email")
        );
        let response = format!(
            r#"{{"authenticators":{{"value":[{{"key":"okta_email","id":"aut2","methods":[{{"type":"email"}}]}}]}},
            "remediation":{{"value":[{{"name":"select-authenticator-authenticate","href":"/s",
            "value":[{{"name":"authenticator","type":"object","options":[{option}]}}]}}]}}}}"#
        );
        let response = IdxResponse::from_json(response.as_bytes()).unwrap();
        let answer = known.answer(&response.prompt).unwrap();
        let choice = Value::Text {
            text: "aut2/email".into(),
        };
        assert_eq!(answer.values, [("authenticator".to_owned(), choice)].into());
    }
}
