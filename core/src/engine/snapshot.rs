//! Serializes a flow, so that it survives the process.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::annotations::Annotations;
use super::flow::Flow;
use super::parsed_response::ParsedResponse;
use super::state::{DeviceChallengeState, PromptState, RateLimit, State};
use super::{challenge, transitions};
use crate::config::{FlowConfig, Parts};
use crate::entropy::FlowSecrets;
use crate::error::RestoreError;
use crate::exchange::reply::MAX_RETRY_AFTER;
use crate::retry::WaitReason;
use crate::secret::{Secret, exposed_option};
use crate::wire::time::Millis;

/// A flow, serialized as text. It is a credential: anyone who has it can continue the sign-in. Store it
/// in a keychain, encrypted and bound to this device, and delete it when the flow has ended.
#[derive(Clone, PartialEq, Eq)]
pub struct Snapshot(Secret);

/// The schema that this version writes and reads.
const SCHEMA: u64 = 3;

/// The schema identifies the format of the flow. Unknown members are ignored, so that a later version
/// can add some. A change of meaning needs a new schema.
#[derive(Serialize, Deserialize)]
struct Envelope {
    schema: u64,
    flow: SavedFlow,
}

#[derive(Serialize, Deserialize)]
struct SavedFlow {
    config: Parts,
    secrets: FlowSecrets,
    request_id: u64,
    server_offset: Option<i64>,
    #[serde(default, with = "exposed_option")]
    handle: Option<Secret>,
    deadline: Option<Millis>,
    #[serde(default, with = "exposed_option")]
    response: Option<Secret>,
    #[serde(default)]
    annotations: Annotations,
    #[serde(default)]
    rate_limit: Option<RateLimit>,
    #[serde(default)]
    lost_answers: u32,
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
            return flow.restore().ok_or(RestoreError::Invalid);
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
        let response = flow.response.as_ref().map(ParsedResponse::text);
        Self {
            response: response.map(Secret::from),
            config: flow.config.parts,
            secrets: flow.secrets,
            request_id: flow.request_id,
            server_offset: flow.server_offset,
            handle: flow.handle,
            deadline: flow.deadline,
            annotations: flow.annotations,
            rate_limit: flow.rate_limit,
            lost_answers: flow.lost_answers,
            device_challenge: flow.device_challenge,
            automatic_challenges: flow.automatic_challenges,
            state: flow.state,
        }
    }
}

impl SavedFlow {
    /// The flow; `None` if the snapshot was changed so that it is not one. Its URLs are checked as when
    /// they were received.
    fn restore(self) -> Option<Flow> {
        let config = FlowConfig::try_from(self.config).ok()?;
        let response = match self.response {
            Some(text) => Some(ParsedResponse::restore(text, &config)?),
            None => None,
        };
        let has_token = self.handle.is_some() || config.parts.state_token.is_some();
        let is_complete = match self.state {
            State::Prompt(_) => response.is_some(),
            State::Introspect(_) => has_token,
            _ => true,
        };
        let mut flow = Flow {
            config,
            secrets: self.secrets,
            request_id: self.request_id,
            server_offset: self.server_offset,
            handle: self.handle,
            deadline: self.deadline,
            response,
            annotations: self.annotations,
            rate_limit: self.rate_limit,
            lost_answers: self.lost_answers,
            device_challenge: self.device_challenge,
            automatic_challenges: self.automatic_challenges,
            state: self.state,
        };
        limit_poll(&mut flow);
        challenge::restore_device_challenge(&mut flow);
        if let Some(response) = &mut flow.response {
            response.annotate(&flow.annotations);
        }
        is_complete.then_some(flow)
    }
}

/// A restored prompt waits no longer for its poll than a new one.
fn limit_poll(flow: &mut Flow) {
    let interval = flow.poll_interval().unwrap_or_default();
    if let State::Prompt(PromptState { poll, .. }) = &mut flow.state {
        let limit = match poll.reason() {
            WaitReason::Pending => interval,
            _ => interval.max(MAX_RETRY_AFTER),
        };
        *poll = poll.clone().limited(limit);
    }
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Snapshot([secret])")
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_util::{answer, at, flow_at, polled, wait};
    use super::*;
    use serde_json::json;

    /// Restores a snapshot of the flow after this change to it.
    fn restore(flow: &Flow, change: impl Fn(&mut Value)) -> Result<Flow, RestoreError> {
        let mut snapshot = serde_json::from_str(flow.snapshot().expose()).unwrap();
        change(&mut snapshot);
        Flow::restore(&Snapshot::new(snapshot.to_string()))
    }

    #[test]
    fn an_incomplete_snapshot_is_refused() {
        let flow = flow_at(&polled());
        let without_response = restore(&flow, |saved| saved["flow"]["response"] = Value::Null);
        assert_eq!(without_response, Err(RestoreError::Invalid));
        let mut flow = flow;
        flow.submit(answer(&flow, "skip"), at(0.0)).unwrap();
        let without_handle = restore(&flow, |saved| saved["flow"]["handle"] = Value::Null);
        assert_eq!(without_handle, Err(RestoreError::Invalid));
    }

    #[test]
    fn a_changed_url_is_not_trusted() {
        let replace = |saved: &mut Value, from: &str| {
            let text = saved["flow"]["response"].as_str().unwrap();
            saved["flow"]["response"] = json!(text.replace(from, "https://evil.example/x"));
        };
        let flow = flow_at(&polled());
        let skip = "https://id.acme.example/skip";
        let mut restored = restore(&flow, |saved| replace(saved, skip)).unwrap();
        assert!(restored.submit(answer(&restored, "skip"), at(0.0)).is_err());
        let poll = "https://id.acme.example/poll";
        let restored = restore(&flow, |saved| replace(saved, poll));
        assert_eq!(restored, Err(RestoreError::Invalid));
    }

    #[test]
    fn a_changed_timer_waits_no_longer_than_the_interval() {
        let end = 253_402_300_799_999_i64;
        let restored = restore(&flow_at(&polled()), |saved| {
            saved["flow"]["state"]["Prompt"]["poll"]["timer"]["until"] = json!(end);
        });
        assert_eq!(wait(&restored.unwrap(), 0.0), Some(4.0));
    }
}
