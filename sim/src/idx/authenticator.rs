//! Authenticators and enrollments as the wire has them.

use serde_json::{Map, Value, json};

use super::form::{Form, array};
use super::page::View;
use crate::json::put;
use crate::org::account::{Account, Credential, Enrollment};
use crate::setup::{AuthenticatorKey, MethodType};

impl View<'_> {
    /// An authenticator of the org.
    pub(crate) fn authenticator(&self, key: AuthenticatorKey) -> Value {
        self.authenticator_with(key, key.methods())
    }

    /// An authenticator of the org, with only some of its methods.
    pub(crate) fn authenticator_with(
        &self,
        key: AuthenticatorKey,
        methods: &[MethodType],
    ) -> Value {
        json!({
            "type": key.kind(),
            "key": key.key(),
            "id": self.org_state.authenticator_id(key),
            "displayName": key.display_name(),
            "methods": names(methods),
        })
    }

    /// Everything that an account has enrolled.
    pub(crate) fn enrollments(&self, account: &Account) -> Value {
        let all = account.enrollments.iter();
        array(all.map(|known| enrollment(account, known)).collect())
    }

    /// The user's enrollment of an authenticator.
    pub(crate) fn enrollment(&self, key: AuthenticatorKey) -> Value {
        let account = self.account();
        let known = account.and_then(|it| Some(enrollment(it, it.enrollment(key)?)));
        known.unwrap_or_else(|| self.authenticator(key))
    }
}

/// Puts an action such as `resend` or `poll` into an authenticator.
pub(crate) fn with_action(mut authenticator: Value, name: &str, form: Form) -> Value {
    put(&mut authenticator, name, form);
    authenticator
}

/// Puts `contextualData` into an authenticator.
pub(crate) fn with_context(mut authenticator: Value, context: Value) -> Value {
    put(&mut authenticator, "contextualData", context);
    authenticator
}

/// Puts any other member into an authenticator.
pub(crate) fn with(mut authenticator: Value, key: &str, value: Value) -> Value {
    put(&mut authenticator, key, value);
    authenticator
}

fn enrollment(account: &Account, known: &Enrollment) -> Value {
    let key = known.key();
    let mut json = Map::new();
    let mut put = |key: &str, value: Value| json.insert(key.to_owned(), value);
    put("type", json!(key.kind()));
    put("key", json!(key.key()));
    put("id", json!(known.id));
    put("displayName", json!(key.display_name()));
    put("methods", names(key.methods()));
    match &known.credential {
        Credential::Email => put("profile", json!({"email": mask_email(&account.email)})),
        Credential::Phone(number) => put("profile", json!({"phoneNumber": mask_phone(number)})),
        Credential::OktaVerify(device) => put("profile", json!({"deviceName": device.name})),
        Credential::SecurityQuestion { key, question, .. } => {
            put("profile", json!({"questionKey": key, "question": question}))
        }
        Credential::Token(AuthenticatorKey::RsaToken | AuthenticatorKey::OnpremMfa, _) => {
            put("profile", json!({"provider": key.display_name()}))
        }
        Credential::Webauthn(passkey, transports) => {
            let (id, profile) = super::webauthn::listed(passkey, transports);
            put("credentialId", id);
            put("profile", profile)
        }
        Credential::Password(_)
        | Credential::GoogleOtp(_)
        | Credential::Duo
        | Credential::Token(..)
        | Credential::Tac(_) => None,
    };
    Value::Object(json)
}

fn names(methods: &[MethodType]) -> Value {
    let methods = methods.iter();
    methods
        .map(|method| json!({"type": method.name()}))
        .collect()
}

/// `a***a@example.com`
fn mask_email(address: &str) -> String {
    let Some((local, domain)) = address.split_once('@') else {
        return "***".to_owned();
    };
    let first = local.chars().next().unwrap_or('*');
    let last = local.chars().last().unwrap_or('*');
    format!("{first}***{last}@{domain}")
}

/// `+44 XXXX-XX1234`: the last four digits are enough to know it by.
fn mask_phone(number: &str) -> String {
    let tail: Vec<char> = number.chars().rev().take(4).collect();
    let tail: String = tail.into_iter().rev().collect();
    let country: String = number.chars().take(2).collect();
    format!("{country} XXX-XXX-{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_masked() {
        assert_eq!(mask_email("ada@example.com"), "a***a@example.com");
        assert_eq!(mask_phone("+15550104477"), "+1 XXX-XXX-4477");
    }
}
