//! JSON of authenticators and enrollments.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use super::form::{Form, array};
use super::response::TransactionView;
use crate::json::put;
use crate::setup::{AuthenticatorKey, MethodType};
use crate::state::{Account, Credential, Enrollment};
use crate::webauthn::Passkey;

impl TransactionView<'_> {
    /// Returns an authenticator of the org.
    pub(crate) fn authenticator(&self, key: AuthenticatorKey) -> Value {
        self.authenticator_with(key, key.methods())
    }

    /// Returns an authenticator of the org with some of its methods.
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
            "methods": method_types(methods),
        })
    }

    /// Returns the enrollments of an account.
    pub(crate) fn enrollments(&self, account: &Account) -> Value {
        let enrollments = account.enrollments.iter();
        let values = enrollments.map(|enrollment| enrollment_json(account, enrollment));
        array(values.collect())
    }

    /// Returns the user's enrollment of an authenticator.
    pub(crate) fn enrollment(&self, key: AuthenticatorKey) -> Value {
        let account = self.account();
        let enrollment =
            account.and_then(|account| Some(enrollment_json(account, account.enrollment(key)?)));
        enrollment.unwrap_or_else(|| self.authenticator(key))
    }
}

/// Adds an action such as `resend` or `poll` to an authenticator.
pub(crate) fn with_action(mut authenticator: Value, name: &str, form: Form) -> Value {
    put(&mut authenticator, name, form);
    authenticator
}

/// Adds `contextualData` to an authenticator.
pub(crate) fn with_context(mut authenticator: Value, context: Value) -> Value {
    put(&mut authenticator, "contextualData", context);
    authenticator
}

fn enrollment_json(account: &Account, enrollment: &Enrollment) -> Value {
    let key = enrollment.key();
    let mut json = Map::new();
    let mut put = |key: &str, value: Value| json.insert(key.to_owned(), value);
    put("type", json!(key.kind()));
    put("key", json!(key.key()));
    put("id", json!(enrollment.id));
    put("displayName", json!(key.display_name()));
    put("methods", method_types(key.methods()));
    match &enrollment.credential {
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
            put("credentialId", json!(URL_SAFE_NO_PAD.encode(&passkey.id)));
            put("profile", passkey_profile(passkey, transports))
        }
        Credential::Password(_)
        | Credential::GoogleOtp(_)
        | Credential::Duo
        | Credential::Token(..)
        | Credential::Tac(_) => None,
    };
    Value::Object(json)
}

fn passkey_profile(passkey: &Passkey, transports: &[String]) -> Value {
    let hex = |bytes: &[u8]| {
        bytes
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    };
    let groups = [0..4, 4..6, 6..8, 8..10, 10..16];
    let groups = groups.map(|range| passkey.aaguid.get(range).map(hex).unwrap_or_default());
    json!({"aaguid": groups.join("-"), "transports": transports.join(",")})
}

fn method_types(methods: &[MethodType]) -> Value {
    let methods = methods.iter();
    methods
        .map(|method| json!({"type": method.name()}))
        .collect()
}

/// Returns a masked email address, such as `a***a@example.com`.
fn mask_email(address: &str) -> String {
    let Some((local, domain)) = address.split_once('@') else {
        return "***".to_owned();
    };
    let first = local.chars().next().unwrap_or('*');
    let last = local.chars().last().unwrap_or('*');
    format!("{first}***{last}@{domain}")
}

/// Returns a masked phone number, such as `+1 XXX-XXX-4477`.
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
