//! `relatesTo`: which authenticator a remediation or a choice is about.
//!
//! The wire has JSONPaths of the form `$.key`, `$.key.value[3]`, and bare keys; some point at
//! nothing. That is odd, not fatal: no authenticator, and a line in the diagnostics.

use std::sync::Arc;

use super::authenticator::Authenticator;
use crate::wire::json::Json;

/// Everything that a `relatesTo` may point at.
pub(crate) struct Related<'a> {
    pub(crate) response: &'a Json<'a>,
    pub(crate) lists: Vec<(&'static str, Vec<Arc<Authenticator>>)>,
}

impl Related<'_> {
    /// The authenticator that `owner`'s `relatesTo` names.
    pub(crate) fn resolve(
        &self,
        owner: &Json<'_>,
        diagnostics: &mut Vec<String>,
    ) -> Option<Arc<Authenticator>> {
        let reference = match owner.get("relatesTo")? {
            Json::List(list) => list.first()?.as_str()?,
            single => single.as_str()?,
        };
        let (key, index) = target(reference);
        if let Some((_, list)) = self.lists.iter().find(|(name, _)| *name == key)
            && let Some(authenticator) = list.get(index)
        {
            return Some(Arc::clone(authenticator));
        }
        let known = self.lists.iter().any(|(name, _)| *name == key);
        if known || self.response.get(key).is_none() {
            diagnostics.push("a relatesTo points at nothing in the response".into());
        }
        None
    }
}

/// The top-level key and the index of `$.key`, `$.key.value`, `$.key.value[3]`, `$.key[3]` or `key`.
fn target(reference: &str) -> (&str, usize) {
    let path = reference.strip_prefix("$.").unwrap_or(reference);
    let key = path.split(['.', '[']).next().unwrap_or_default();
    let index = path
        .rsplit_once('[')
        .and_then(|(_, tail)| tail.trim_end_matches(']').parse().ok());
    (key, index.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_form_of_reference() {
        assert_eq!(target("$.authenticators.value[3]"), ("authenticators", 3));
        assert_eq!(
            target("$.currentAuthenticator"),
            ("currentAuthenticator", 0)
        );
        assert_eq!(
            target("$.currentAuthenticator.value"),
            ("currentAuthenticator", 0)
        );
        assert_eq!(
            target("authenticatorChallenge"),
            ("authenticatorChallenge", 0)
        );
        assert_eq!(target("$.authenticators.value[x]"), ("authenticators", 0));
        assert_eq!(target(""), ("", 0));
    }
}
