//! What a session holds.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use idx_flow::{Flow, Secret, Snapshot};
use serde::{Deserialize, Serialize};

/// What a session holds: the sign-in as the engine's snapshot, and what the pages need beside it.
///
/// The snapshot is a credential: whoever has it can go on with the sign-in, and after it has the
/// tokens. It is kept by the server alone, and no page shows it.
pub(crate) struct SessionData {
    /// What a form of this session carries, and no other site can know.
    pub(crate) csrf: Secret,
    /// The number of the page: a form that was made for an earlier one is not taken.
    pub(crate) page: u64,
    pub(crate) flow: Option<Flow>,
    /// What was typed last and is no secret, to be there again beside a message about it.
    pub(crate) typed: BTreeMap<String, String>,
}

/// The same as JSON.
#[derive(Serialize, Deserialize)]
pub(crate) struct Saved {
    csrf: String,
    page: u64,
    snapshot: Option<String>,
    typed: BTreeMap<String, String>,
}

impl SessionData {
    /// Of somebody who was not here before; `None` where the system has no random bytes.
    pub(crate) fn new() -> Option<Self> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).ok()?;
        Some(Self {
            csrf: URL_SAFE_NO_PAD.encode(bytes).into(),
            page: 0,
            flow: None,
            typed: BTreeMap::new(),
        })
    }

    /// A snapshot that cannot be read, as one of a later version, is as if there were none.
    pub(crate) fn open(saved: Saved) -> Self {
        let snapshot = saved.snapshot.map(Snapshot::new);
        Self {
            csrf: saved.csrf.into(),
            page: saved.page,
            flow: snapshot.and_then(|snapshot| Flow::restore(&snapshot).ok()),
            typed: saved.typed,
        }
    }

    pub(crate) fn save(&self) -> Saved {
        let snapshot = self.flow.as_ref().map(Flow::snapshot);
        Saved {
            csrf: self.csrf.expose().to_owned(),
            page: self.page,
            snapshot: snapshot.map(|snapshot| snapshot.expose().to_owned()),
            typed: self.typed.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use idx_flow::{Entropy, FlowConfig};

    #[test]
    fn what_was_saved_is_opened_as_it_was() {
        let config = FlowConfig::new("https://id.acme.example", "client", "app:/callback").unwrap();
        let data = SessionData {
            page: 3,
            flow: Some(Flow::start(config, Entropy::from([7; 96]))),
            ..SessionData::new().unwrap()
        };
        let opened = SessionData::open(data.save());
        assert!(opened.flow == data.flow && opened.page == 3 && opened.csrf == data.csrf);
    }

    #[test]
    fn a_snapshot_of_another_kind_is_none() {
        let saved = Saved {
            snapshot: Some("{}".to_owned()),
            ..SessionData::new().unwrap().save()
        };
        assert!(SessionData::open(saved).flow.is_none());
    }

    #[test]
    fn no_two_visits_have_the_same_token() {
        assert!(SessionData::new().unwrap().csrf != SessionData::new().unwrap().csrf);
    }
}
