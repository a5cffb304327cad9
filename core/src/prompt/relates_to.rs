//! `relatesTo`: the authenticator that a remediation or a choice refers to, and its method.
//!
//! The wire has JSONPaths of the form `$.key`, `$.key.value[3]` and `$.key.value[3].methods[1]`, and bare
//! keys. A reference to a missing member gives no authenticator or no method, and is noted in the
//! diagnostics.

use std::iter::Peekable;
use std::sync::Arc;

use super::authenticator::{Authenticator, method_type};
use super::diagnostics::Diagnostics;
use crate::names::MethodType;
use crate::wire::json::Json;

/// The members of a response that a `relatesTo` may refer to.
pub(crate) struct RelatesToIndex<'r, 'a> {
    pub(crate) response: &'r Json<'a>,
    /// The authenticators, by their top-level key.
    pub(crate) lists: Vec<(&'static str, Vec<Arc<Authenticator>>)>,
}

/// The authenticator that a `relatesTo` refers to, and its method.
#[derive(Default)]
pub(crate) struct Related {
    pub(crate) authenticator: Option<Arc<Authenticator>>,
    pub(crate) method_type: Option<MethodType>,
}

impl RelatesToIndex<'_, '_> {
    /// Resolves the `relatesTo` of `owner`.
    pub(crate) fn resolve(&self, owner: &Json<'_>, diagnostics: &mut Diagnostics) -> Related {
        let reference = match owner.get("relatesTo") {
            Some(Json::List(list)) => list.first(),
            reference => reference,
        };
        let Some(reference) = reference.and_then(Json::as_str) else {
            return Related::default();
        };
        let reference = Reference::parse(reference);
        let related = self.find(reference);
        if !self.exists(reference, &related) {
            diagnostics.note("a relatesTo refers to a missing member of the response");
        }
        related
    }

    fn find(&self, reference: Reference<'_>) -> Related {
        let Some(index) = reference.index else {
            return Related::default();
        };
        let authenticator = self.list(reference.key).and_then(|list| list.get(index));
        let method_type = || {
            let items = self.response.items(reference.key);
            let object = || self.response.object(reference.key);
            let json = items.get(index).or_else(object)?;
            method_type(json.items("methods").get(reference.method??)?)
        };
        Related {
            authenticator: authenticator.map(Arc::clone),
            method_type: authenticator.and_then(|_| method_type()),
        }
    }

    /// Whether the reference is valid. A member that is not an authenticator is only looked up.
    fn exists(&self, reference: Reference<'_>, related: &Related) -> bool {
        match self.list(reference.key) {
            None => self.response.get(reference.key).is_some(),
            Some(_) => {
                let has_method = reference.method.is_none() || related.method_type.is_some();
                related.authenticator.is_some() && has_method
            }
        }
    }

    fn list(&self, key: &str) -> Option<&[Arc<Authenticator>]> {
        let list = self.lists.iter().find(|(name, _)| *name == key);
        list.map(|(_, list)| list.as_slice())
    }
}

/// The parts of a `relatesTo`. An index is `None` if it is not a valid list index.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Reference<'a> {
    /// The top-level key of the response.
    key: &'a str,
    /// The index in the list of this key; 0 if the reference has no index.
    index: Option<usize>,
    /// The index of the authenticator's method, if the reference has one.
    method: Option<Option<usize>>,
}

impl<'a> Reference<'a> {
    /// Parses `$.key`, `$.key.value`, `$.key.value[3]`, `$.key[3]` or `key`, and each of them followed by
    /// `.methods[1]`, `.methods.value[1]` or another member of the authenticator.
    fn parse(reference: &'a str) -> Self {
        let path = reference.strip_prefix("$.").unwrap_or(reference);
        // the names and the indexes (`3]`), without the names of wrappers
        let mut parts = path.split(['.', '[']).filter(|part| *part != "value");
        let key = parts.next().unwrap_or_default();
        let mut parts = parts.peekable();
        let index = take_index(&mut parts).unwrap_or(Some(0));
        let is_method = parts.next() == Some("methods");
        Self {
            key,
            index,
            method: is_method.then(|| take_index(&mut parts)).flatten(),
        }
    }
}

/// The index, if the next part is one.
fn take_index<'a>(parts: &mut Peekable<impl Iterator<Item = &'a str>>) -> Option<Option<usize>> {
    let index = parts.next_if(|part| part.ends_with(']'))?;
    Some(index.trim_end_matches(']').parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::AuthenticatorKey;
    use crate::prompt::response::IdxResponse;
    use serde_json::json;

    #[test]
    fn every_form_of_reference_is_parsed() {
        for (reference, key, index, method) in [
            ("$.authenticators.value[3]", "authenticators", Some(3), None),
            ("$.authenticators[3]", "authenticators", Some(3), None),
            (
                "$.currentAuthenticator",
                "currentAuthenticator",
                Some(0),
                None,
            ),
            (
                "$.currentAuthenticator.value",
                "currentAuthenticator",
                Some(0),
                None,
            ),
            (
                "authenticatorChallenge",
                "authenticatorChallenge",
                Some(0),
                None,
            ),
            ("$.authenticators.value[x]", "authenticators", None, None),
            ("$.authenticators.value[-1]", "authenticators", None, None),
            ("$.a.value[2].methods[1]", "a", Some(2), Some(Some(1))),
            ("$.a[2].methods.value[1]", "a", Some(2), Some(Some(1))),
            ("$.a.value.methods[1]", "a", Some(0), Some(Some(1))),
            ("$.a.value[2].methods", "a", Some(2), None),
            ("$.a.value[2].methods[x]", "a", Some(2), Some(None)),
            (
                "$.a.value[2].contextualData.questions[1]",
                "a",
                Some(2),
                None,
            ),
            ("", "", Some(0), None),
        ] {
            let expected = Reference { key, index, method };
            assert_eq!(Reference::parse(reference), expected, "{reference}");
        }
    }

    #[test]
    fn a_reference_to_a_method_refers_to_its_authenticator() {
        for (reference, key, method_type, diagnostics) in [
            (
                "$.authenticators.value[0].methods[1]",
                Some("okta_verify"),
                Some("totp"),
                0,
            ),
            (
                "$.authenticators.value[0].methods.value[0]",
                Some("okta_verify"),
                Some("push"),
                0,
            ),
            (
                "$.authenticators.value[1].methods[0]",
                Some("phone_number"),
                Some("sms"),
                0,
            ),
            (
                "$.authenticators.value[1].methods[1]",
                Some("phone_number"),
                None,
                1,
            ),
            (
                "$.authenticators.value[1].methods",
                Some("phone_number"),
                None,
                0,
            ),
            ("$.authenticators.value[2].methods[0]", None, None, 1),
            (
                "$.currentAuthenticator.value.methods[0]",
                Some("okta_email"),
                Some("email"),
                0,
            ),
            ("$.currentAuthenticator", Some("okta_email"), None, 0),
            ("$.captcha", None, None, 1),
        ] {
            let response = json!({
                "authenticators": {"value": [
                    {"key": "okta_verify", "methods": [{"type": "push"}, {"type": "totp"}]},
                    {"key": "phone_number", "methods": {"value": [{"type": "sms"}, {}]}}]},
                "currentAuthenticator": {"value": {"key": "okta_email", "methods": [{"type": "email"}]}},
                "remediation": {"value": [{"name": "test", "relatesTo": [reference]}]}
            });
            let response = IdxResponse::from_json(response.to_string().as_bytes()).unwrap();
            let form = &response.prompt.remediations[0];
            let found = form
                .authenticator
                .as_ref()
                .and_then(|related| related.key.clone());
            assert_eq!(found, key.map(AuthenticatorKey::from), "{reference}");
            assert_eq!(
                form.method_type(),
                method_type.map(MethodType::from),
                "{reference}"
            );
            assert_eq!(
                response.prompt.diagnostics.len(),
                diagnostics,
                "{reference}"
            );
        }
    }
}
