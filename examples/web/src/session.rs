//! The data of a session.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use idx_flow::{Flow, Prompt, Secret, Snapshot};
use serde::{Deserialize, Serialize};

/// The data of a session: the flow, and other data for the pages.
///
/// The flow is stored as a snapshot. A snapshot is a credential: anyone who has it can continue the
/// sign-in, and after the sign-in it contains the tokens. It never leaves the server.
pub(crate) struct SessionData {
    /// The token in the forms of this session. Other sites do not know it.
    pub(crate) csrf: Secret,
    /// The number of flows that were discarded. Each flow has its own prompt versions.
    pub(crate) discarded_flows: u64,
    pub(crate) flow: Option<Flow>,
    /// The values that the user entered last, without secrets.
    pub(crate) values: BTreeMap<String, String>,
    /// The authenticator that the user has just set up.
    pub(crate) enrolled: Option<String>,
    /// Whether the user has set up an authenticator during this sign-in.
    pub(crate) has_enrolled: bool,
}

/// The data of a session in the store.
#[derive(Serialize, Deserialize)]
pub(crate) struct StoredSession {
    csrf: String,
    discarded_flows: u64,
    snapshot: Option<String>,
    values: BTreeMap<String, String>,
    enrolled: Option<String>,
    has_enrolled: bool,
}

impl SessionData {
    /// Creates the data of a new session. Returns `None` if the system has no random bytes.
    pub(crate) fn new() -> Option<Self> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).ok()?;
        Some(Self {
            csrf: URL_SAFE_NO_PAD.encode(bytes).into(),
            discarded_flows: 0,
            flow: None,
            values: BTreeMap::new(),
            enrolled: None,
            has_enrolled: false,
        })
    }

    /// Restores the data. A snapshot that cannot be read, such as one of a later version, is
    /// discarded.
    pub(crate) fn restore(stored: StoredSession) -> Self {
        let snapshot = stored.snapshot.map(Snapshot::new);
        Self {
            csrf: stored.csrf.into(),
            discarded_flows: stored.discarded_flows,
            flow: snapshot.and_then(|snapshot| Flow::restore(&snapshot).ok()),
            values: stored.values,
            enrolled: stored.enrolled,
            has_enrolled: stored.has_enrolled,
        }
    }

    /// Returns the data for the store.
    pub(crate) fn to_stored(&self) -> StoredSession {
        let snapshot = self.flow.as_ref().map(Flow::snapshot);
        StoredSession {
            csrf: self.csrf.expose().to_owned(),
            discarded_flows: self.discarded_flows,
            snapshot: snapshot.map(|snapshot| snapshot.expose().to_owned()),
            values: self.values.clone(),
            enrolled: self.enrolled.clone(),
            has_enrolled: self.has_enrolled,
        }
    }

    /// Discards the flow and its data.
    pub(crate) fn reset(&mut self) {
        self.flow = None;
        self.discarded_flows += 1;
        self.values.clear();
        self.enrolled = None;
        self.has_enrolled = false;
    }

    /// Returns the version of a prompt of this session's flow, for the forms of its page. A form with
    /// another version belongs to an earlier prompt, or to an earlier flow.
    pub(crate) fn version(&self, prompt: &Prompt) -> String {
        format!("{}-{}", self.discarded_flows, prompt.version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use idx_flow::{Entropy, FlowConfig};

    #[test]
    fn stored_data_is_restored_unchanged() {
        let config = FlowConfig::new("https://id.acme.example", "client", "app:/callback").unwrap();
        let data = SessionData {
            discarded_flows: 3,
            flow: Some(Flow::start(config, Entropy::new([7; 96]).unwrap())),
            ..SessionData::new().unwrap()
        };
        let restored = SessionData::restore(data.to_stored());
        assert!(restored.flow == data.flow && restored.csrf == data.csrf);
        assert_eq!(restored.discarded_flows, 3);
    }

    #[test]
    fn an_invalid_snapshot_is_discarded() {
        let stored = StoredSession {
            snapshot: Some("{}".to_owned()),
            ..SessionData::new().unwrap().to_stored()
        };
        assert!(SessionData::restore(stored).flow.is_none());
    }

    #[test]
    fn each_session_has_its_own_csrf_token() {
        assert!(SessionData::new().unwrap().csrf != SessionData::new().unwrap().csrf);
    }
}
