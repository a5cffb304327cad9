//! `relatesTo`: the authenticator that a remediation or a choice refers to.
//!
//! The wire has JSONPaths of the form `$.key` and `$.key.value[3]`, and bare keys. A reference to a
//! missing member gives no authenticator, and is noted in the diagnostics.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::authenticator::Authenticator;
use super::diagnostics::Diagnostics;
use crate::wire::json::Json;

/// The members of a response that a `relatesTo` may refer to.
pub(crate) struct RelatesToIndex<'a> {
    /// The top-level keys of the response.
    pub(crate) keys: BTreeSet<&'a str>,
    /// The authenticators, by their top-level key.
    pub(crate) lists: Vec<(&'static str, Vec<Arc<Authenticator>>)>,
}

impl RelatesToIndex<'_> {
    /// The authenticator that the `relatesTo` of `owner` refers to.
    pub(crate) fn resolve(
        &self,
        owner: &Json<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Arc<Authenticator>> {
        let reference = match owner.get("relatesTo")? {
            Json::List(list) => list.first()?.as_str()?,
            reference => reference.as_str()?,
        };
        let (key, index) = parse_reference(reference);
        if let Some((_, list)) = self.lists.iter().find(|(name, _)| *name == key)
            && let Some(authenticator) = index.and_then(|index| list.get(index))
        {
            return Some(Arc::clone(authenticator));
        }
        let is_list = self.lists.iter().any(|(name, _)| *name == key);
        if is_list || !self.keys.contains(key) {
            diagnostics.note("a relatesTo refers to a missing member of the response");
        }
        None
    }
}

/// Returns the top-level key and the index of `$.key`, `$.key.value`, `$.key.value[3]`, `$.key[3]` or
/// `key`. The index is `None` if it is not a valid list index.
fn parse_reference(reference: &str) -> (&str, Option<usize>) {
    let path = reference.strip_prefix("$.").unwrap_or(reference);
    let key = path.split(['.', '[']).next().unwrap_or_default();
    let index = match path.rsplit_once('[') {
        Some((_, tail)) => tail.trim_end_matches(']').parse().ok(),
        None => Some(0),
    };
    (key, index)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_reference_is_parsed() {
        for (reference, expected) in [
            ("$.authenticators.value[3]", ("authenticators", Some(3))),
            ("$.currentAuthenticator", ("currentAuthenticator", Some(0))),
            (
                "$.currentAuthenticator.value",
                ("currentAuthenticator", Some(0)),
            ),
            (
                "authenticatorChallenge",
                ("authenticatorChallenge", Some(0)),
            ),
            ("$.authenticators.value[x]", ("authenticators", None)),
            ("$.authenticators.value[-1]", ("authenticators", None)),
            ("", ("", Some(0))),
        ] {
            assert_eq!(parse_reference(reference), expected, "{reference}");
        }
    }
}
