//! Serializes a flow, so that it survives the process.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::flow::Flow;
use super::parsed_response::ParsedResponse;
use super::state::{DeviceChallengeState, State};
use super::{challenge, transitions};
use crate::config::FlowConfig;
use crate::entropy::FlowSecrets;
use crate::error::RestoreError;
use crate::secret::{Secret, exposed_option};
use crate::wire::time::Millis;

/// A flow, serialized as text. It is a credential: anyone who has it can continue the sign-in. Store it
/// in a keychain, encrypted and bound to this device, and delete it when the flow has ended.
#[derive(Clone, PartialEq, Eq)]
pub struct Snapshot(Secret);

/// The schema that this version writes and reads.
const SCHEMA: u64 = 2;

/// The schema identifies the format of the flow. Unknown members are ignored, so that a later version
/// can add some. A change of meaning needs a new schema.
#[derive(Serialize, Deserialize)]
struct Envelope {
    schema: u64,
    flow: SavedFlow,
}

#[derive(Serialize, Deserialize)]
struct SavedFlow {
    config: FlowConfig,
    secrets: FlowSecrets,
    request_id: u64,
    server_offset: Option<i64>,
    #[serde(default, with = "exposed_option")]
    handle: Option<Secret>,
    deadline: Option<Millis>,
    response: Option<ParsedResponse>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    device_challenge: Option<DeviceChallengeState>,
    #[serde(default)]
    automatic_challenges: u8,
    state: State,
}

impl Snapshot {
    /// Wraps a text that [`Snapshot::expose`] returned. The text is checked when it is restored.
    pub fn new(text: impl Into<Secret>) -> Self {
        Self(text.into())
    }

    /// The text. It contains secrets of the flow.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    pub(crate) fn of(flow: &Flow) -> Self {
        let envelope = Envelope {
            schema: SCHEMA,
            flow: SavedFlow::from(transitions::persistable(flow.clone())),
        };
        let text = serde_json::to_string(&envelope);
        Self(text.expect("a persistable flow serializes to JSON").into())
    }

    pub(crate) fn open(&self) -> Result<Flow, RestoreError> {
        let text = self.expose();
        if let Ok(Envelope {
            schema: SCHEMA,
            flow,
        }) = serde_json::from_str::<Envelope>(text)
        {
            return Ok(flow.into());
        }
        // the schema alone shows whether another version wrote it
        let envelope: Option<Value> = serde_json::from_str(text).ok();
        match envelope.and_then(|envelope| envelope.get("schema")?.as_u64()) {
            Some(found) if found != SCHEMA => Err(RestoreError::UnsupportedSchema {
                found,
                supported: SCHEMA,
            }),
            _ => Err(RestoreError::Invalid),
        }
    }
}

impl From<Flow> for SavedFlow {
    fn from(flow: Flow) -> Self {
        Self {
            config: flow.config,
            secrets: flow.secrets,
            request_id: flow.request_id,
            server_offset: flow.server_offset,
            handle: flow.handle,
            deadline: flow.deadline,
            response: flow.response,
            device_challenge: flow.device_challenge,
            automatic_challenges: flow.automatic_challenges,
            state: flow.state,
        }
    }
}

impl From<SavedFlow> for Flow {
    fn from(saved: SavedFlow) -> Self {
        let mut flow = Self {
            config: saved.config,
            secrets: saved.secrets,
            request_id: saved.request_id,
            server_offset: saved.server_offset,
            handle: saved.handle,
            deadline: saved.deadline,
            response: saved.response,
            device_challenge: saved.device_challenge,
            automatic_challenges: saved.automatic_challenges,
            state: saved.state,
        };
        challenge::restore_device_challenge(&mut flow);
        flow
    }
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Snapshot([secret])")
    }
}
