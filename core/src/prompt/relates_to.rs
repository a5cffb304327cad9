//! `relatesTo`: which authenticator a remediation or a choice is about.
//!
//! The wire has JSONPaths of the form `$.key`, `$.key.value[3]`, and bare keys; some point at
//! nothing. That is odd, not fatal: no authenticator, and a line in the diagnostics.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::authenticator::Authenticator;
use super::diagnostics::Diagnostics;
use crate::wire::json::Json;

/// Everything that a `relatesTo` may point at.
pub(crate) struct Related<'a> {
    /// The response's own keys.
    pub(crate) keys: BTreeSet<&'a str>,
    pub(crate) lists: Vec<(&'static str, Vec<Arc<Authenticator>>)>,
}

impl Related<'_> {
    /// The authenticator that `owner`'s `relatesTo` names.
    pub(crate) fn resolve(
        &self,
        owner: &Json<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Arc<Authenticator>> {
        let reference = match owner.get("relatesTo")? {
            Json::List(list) => list.first()?.as_str()?,
            single => single.as_str()?,
        };
        let (key, index) = target(reference);
        if let Some((_, list)) = self.lists.iter().find(|(name, _)| *name == key)
            && let Some(authenticator) = index.and_then(|index| list.get(index))
        {
            return Some(Arc::clone(authenticator));
        }
        let known = self.lists.iter().any(|(name, _)| *name == key);
        if known || !self.keys.contains(key) {
            diagnostics.note("a relatesTo points at nothing in the response");
        }
        None
    }
}

/// The top-level key and the index of `$.key`, `$.key.value`, `$.key.value[3]`, `$.key[3]` or `key`; no
/// index where it is none that a list can have.
fn target(reference: &str) -> (&str, Option<usize>) {
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
    fn reads_every_form_of_reference() {
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
            assert_eq!(target(reference), expected, "{reference}");
        }
    }
}
