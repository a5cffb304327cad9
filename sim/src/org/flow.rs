//! Monitoring and control of running transactions.

use std::time::SystemTime;

use serde_json::Value;

use super::Org;
use crate::idx::{Transaction, TransactionView};
use crate::state::Ids;

/// A running transaction, without its handles and codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// An id that does not change when handles rotate. It cannot be used to sign in.
    pub id: String,
    /// The user's login, once the user is identified.
    pub login: Option<String>,
    /// The response's `intent`.
    pub intent: &'static str,
    /// The names of the current remediations. Empty if the transaction has ended.
    pub remediations: Vec<String>,
    /// The `key` of the current authenticator.
    pub authenticator: Option<String>,
    /// The i18n key of the first message.
    pub message: Option<String>,
    /// Whether the interaction code was issued.
    pub succeeded: bool,
    /// When `interact` was called.
    pub since: SystemTime,
    /// When the current step expires.
    pub expires_at: SystemTime,
    /// The number of requests to the IDX API so far.
    pub requests: u32,
}

impl Org {
    /// Returns the transactions that are open at `now`, oldest first.
    pub fn flows(&self, now: SystemTime) -> Vec<Flow> {
        let open = self.transactions.iter().filter(|tx| tx.is_open(now));
        open.map(|tx| self.flow(tx)).collect()
    }

    /// Ends a transaction. Its next request gets the "session expired" error. Returns `false` if
    /// there is no transaction with this id.
    pub fn end_flow(&mut self, id: &str) -> bool {
        let seed = self.org_state.setup.seed;
        let count = self.transactions.len();
        self.transactions.retain(|tx| flow_id(tx, seed) != id);
        self.transactions.len() < count
    }

    /// Returns the id of the transaction with this handle, interaction code or last path segment of
    /// a magic link.
    pub fn flow_of(&self, value: &str) -> Option<String> {
        let mut transactions = self.transactions.iter();
        let tx = transactions.find(|tx| tx.is_identified_by(value))?;
        Some(flow_id(tx, self.org_state.setup.seed))
    }

    /// Ends all transactions. Their next requests get the "session expired" error.
    pub fn end_sessions(&mut self) {
        self.transactions.clear();
    }

    /// Replaces the state handles of all transactions. The previous handles stay valid until the
    /// next rotation.
    pub fn rotate_state_handles(&mut self) {
        for tx in &mut self.transactions {
            tx.rotate_state_handle(&mut self.org_state.ids);
        }
    }

    fn flow(&self, tx: &Transaction) -> Flow {
        let org_state = &self.org_state;
        let body = TransactionView { org_state, tx }.body();
        let text = |path| {
            body.pointer(path)
                .and_then(Value::as_str)
                .map(str::to_owned)
        };
        let remediations = body.pointer("/remediation/value");
        let remediations = remediations.and_then(Value::as_array).into_iter().flatten();
        let names = remediations.filter_map(|remediation| remediation.get("name")?.as_str());
        Flow {
            id: flow_id(tx, org_state.setup.seed),
            login: text("/user/value/identifier"),
            intent: tx.intent.name(),
            remediations: names.map(str::to_owned).collect(),
            authenticator: text("/currentAuthenticator/value/key")
                .or_else(|| text("/currentAuthenticatorEnrollment/value/key")),
            message: text("/messages/value/0/i18n/key"),
            succeeded: body.get("successWithInteractionCode").is_some(),
            since: tx.since,
            expires_at: tx.expires_at,
            requests: tx.request_count,
        }
    }
}

/// Returns a digest of the interaction handle, which never changes.
fn flow_id(tx: &Transaction, seed: u64) -> String {
    Ids::fixed(seed, "flw", &tx.interaction_handle)
}
