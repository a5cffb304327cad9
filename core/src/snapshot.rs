//! A flow as text, to outlive the process.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::config::Config;
use crate::engine::flow::Flow;
use crate::engine::page::Page;
use crate::engine::state::{Asked, Grant, Outcome, Retry, State, StateName, Turn};
use crate::entropy::Keys;
use crate::error::RestoreError;
use crate::failure::Failure;
use crate::secret::{Secret, exposed_option};
use crate::wire::time::Millis;

/// A flow as text. It is a credential: whoever has it can go on with the sign-in. Keep it in a
/// keychain, encrypted and bound to this device, and delete it when the flow has ended.
#[derive(Clone, PartialEq, Eq)]
pub struct Snapshot(Secret);

/// The newest schema that this version writes and reads.
const SCHEMA: u64 = 1;

/// The envelope: what it holds is known by its schema. Unknown fields are passed over, so that a
/// later version can add some; what would change the meaning of one gets a new schema.
#[derive(Serialize, Deserialize)]
struct Envelope {
    schema: u64,
    flow: SavedFlow,
}

#[derive(Serialize, Deserialize)]
struct SavedFlow {
    config: Config,
    keys: Keys,
    turn: u64,
    server_offset: Option<i64>,
    #[serde(default, with = "exposed_option")]
    handle: Option<Secret>,
    deadline: Option<Millis>,
    page: Option<Page>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    asked: Option<Asked>,
    #[serde(default, skip_serializing_if = "is_none")]
    challenges: u8,
    state: SavedState,
}

#[derive(Serialize, Deserialize)]
enum SavedState {
    Interact(Retry),
    Introspect(Retry),
    Prompt(Turn),
    Exchange(Grant),
    Done(Outcome),
    Failed(Box<Failure>),
}

impl Snapshot {
    /// Takes in a text that [`Snapshot::expose`] gave out. It is looked at when it is restored.
    pub fn new(text: impl Into<Secret>) -> Self {
        Self(text.into())
    }

    /// The text, to be kept safe.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    pub(crate) fn of(flow: &Flow) -> Self {
        let envelope = Envelope {
            schema: SCHEMA,
            flow: SavedFlow::from(flow.clone()),
        };
        let text = serde_json::to_string(&envelope).expect("plain structs are always JSON");
        Self(text.into())
    }

    pub(crate) fn open(&self) -> Result<Flow, RestoreError> {
        let text = self.expose();
        let saved = serde_json::from_str::<Envelope>(text);
        if let Ok(Envelope {
            schema: SCHEMA,
            flow,
        }) = saved
        {
            return Ok(flow.into());
        }
        // one that cannot be read may be so because it is newer: look at the schema alone
        let envelope: Option<Value> = serde_json::from_str(text).ok();
        match envelope.and_then(|envelope| envelope.get("schema")?.as_u64()) {
            Some(found) if found > SCHEMA => Err(RestoreError::Newer {
                found,
                known: SCHEMA,
            }),
            _ => Err(RestoreError::Unreadable),
        }
    }
}

impl From<Flow> for SavedFlow {
    fn from(mut flow: Flow) -> Self {
        let is_out = flow.let_challenge_go() || flow.state() == StateName::Submit;
        // what asks in their place has an id of its own: a reply may come late
        let turn = flow.turn.wrapping_add(u64::from(is_out));
        Self {
            config: flow.config,
            keys: flow.keys,
            turn,
            server_offset: flow.server_offset,
            handle: flow.handle,
            deadline: flow.deadline,
            page: flow.page,
            asked: flow.asked,
            challenges: flow.challenges,
            state: match flow.state {
                State::Interact(retry) => SavedState::Interact(retry),
                State::Introspect(retry) => SavedState::Introspect(retry),
                State::Prompt(turn) => SavedState::Prompt(turn),
                // the answer may have been sent or not, and may hold a password
                State::Submit(_) => SavedState::Introspect(Retry::default()),
                State::Exchange(grant) => SavedState::Exchange(grant),
                State::Done(outcome) => SavedState::Done(outcome),
                State::Failed(failure) => SavedState::Failed(failure),
            },
        }
    }
}

impl From<SavedFlow> for Flow {
    fn from(saved: SavedFlow) -> Self {
        let mut flow = Self {
            config: saved.config,
            keys: saved.keys,
            turn: saved.turn,
            server_offset: saved.server_offset,
            handle: saved.handle,
            deadline: saved.deadline,
            page: saved.page,
            asked: saved.asked,
            challenges: saved.challenges,
            state: match saved.state {
                SavedState::Interact(retry) => State::Interact(retry),
                SavedState::Introspect(retry) => State::Introspect(retry),
                SavedState::Prompt(turn) => State::Prompt(turn),
                SavedState::Exchange(grant) => State::Exchange(grant),
                SavedState::Done(outcome) => State::Done(outcome),
                SavedState::Failed(failure) => State::Failed(failure),
            },
        };
        flow.take_up_challenge();
        flow
    }
}

/// Most flows have no challenge.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn is_none(challenges: &u8) -> bool {
    *challenges == 0
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Snapshot([secret])")
    }
}
