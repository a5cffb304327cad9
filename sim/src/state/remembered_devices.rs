//! The devices on which users stay signed in.

use std::collections::{BTreeMap, BTreeSet};

/// The identifiers of remembered devices, by the account's id.
#[derive(Debug, Clone, Default)]
pub(crate) struct RememberedDevices(BTreeMap<String, BTreeSet<String>>);

impl RememberedDevices {
    pub(crate) fn add(&mut self, user: &str, id: &str) {
        let ids = self.0.entry(user.to_owned()).or_default();
        ids.insert(id.to_owned());
    }

    pub(crate) fn contains_any(&self, user: &str, ids: &[String]) -> bool {
        let known = self.0.get(user);
        known.is_some_and(|known| ids.iter().any(|id| known.contains(id)))
    }

    /// Forgets all devices of a user.
    pub(crate) fn remove(&mut self, user: &str) {
        self.0.remove(user);
    }
}
