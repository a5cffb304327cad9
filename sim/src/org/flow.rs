//! The sign-ins under way, as somebody sees them who only looks on.

use std::time::SystemTime;

use serde_json::Value;

use super::Org;
use super::ids::Ids;
use crate::idx::page::View;
use crate::idx::transaction::Transaction;

/// A sign-in under way. There is no handle and no code in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// Which one: it stays the same when handles rotate, and nobody can sign in with it.
    pub id: String,
    /// Who signs in, once they have said so.
    pub login: Option<String>,
    /// What for, as in the response's `intent`.
    pub intent: &'static str,
    /// The names of the remediations on offer. Empty where nothing more is to be done.
    pub remediations: Vec<String>,
    /// The `key` of the authenticator that the page is about.
    pub authenticator: Option<String>,
    /// The message that ended it, by its key.
    pub message: Option<String>,
    /// Whether the interaction code is out.
    pub succeeded: bool,
    /// When `interact` was called.
    pub since: SystemTime,
    /// When it ends if nobody goes on.
    pub expires_at: SystemTime,
    /// Requests to the IDX API so far.
    pub requests: u32,
}

impl Org {
    /// Every sign-in that is under way at `now`, oldest first.
    pub fn flows(&self, now: SystemTime) -> Vec<Flow> {
        let open = self.transactions.iter().filter(|tx| tx.is_open(now));
        open.map(|tx| self.flow(tx)).collect()
    }

    /// Ends a sign-in: who goes on with it learns that it has expired. Whether there was one.
    pub fn end_flow(&mut self, id: &str) -> bool {
        let seed = self.org_state.setup.seed;
        let before = self.transactions.len();
        self.transactions.retain(|tx| id_of(tx, seed) != id);
        self.transactions.len() < before
    }

    /// The id of the sign-in that this handle, interaction code or part of a magic link is of.
    pub fn flow_of(&self, handle: &str) -> Option<String> {
        let mut all = self.transactions.iter();
        let tx = all.find(|tx| tx.is_named_by(handle))?;
        Some(id_of(tx, self.org_state.setup.seed))
    }

    fn flow(&self, tx: &Transaction) -> Flow {
        let org_state = &self.org_state;
        let page = View { org_state, tx }.body();
        let text = |path| {
            page.pointer(path)
                .and_then(Value::as_str)
                .map(str::to_owned)
        };
        let forms = page.pointer("/remediation/value").and_then(Value::as_array);
        let names = forms.into_iter().flatten();
        let names = names.filter_map(|form| form.get("name")?.as_str());
        Flow {
            id: id_of(tx, org_state.setup.seed),
            login: text("/user/value/identifier"),
            intent: tx.intent.name(),
            remediations: names.map(str::to_owned).collect(),
            authenticator: text("/currentAuthenticator/value/key")
                .or_else(|| text("/currentAuthenticatorEnrollment/value/key")),
            message: text("/messages/value/0/i18n/key"),
            succeeded: page.get("successWithInteractionCode").is_some(),
            since: tx.since,
            expires_at: tx.expires_at,
            requests: tx.asked,
        }
    }
}

/// A digest of what never changes about it: nothing leads back from there.
fn id_of(tx: &Transaction, seed: u64) -> String {
    Ids::fixed(seed, "flw", &tx.interaction_handle)
}
