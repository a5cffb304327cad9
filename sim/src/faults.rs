//! Fault injection: lost, delayed and modified requests and responses.
//!
//! [`Faults`] passes requests to an [`Org`] and applies the faults of its rules. It is deterministic
//! and does not sleep.

mod apply;
mod edit;
mod fault;
mod responses;
#[cfg(test)]
mod test_util;

pub use fault::{Fault, Outcome};
pub use responses::RateLimitHint;

use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::{Org, Request};

/// The rules that are still to be applied, in order. The default has no rules.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Faults {
    rules: Vec<Rule>,
    #[serde(skip)]
    triggered: Option<Fault>,
}

/// The HTTP exchanges that a fault is applied to.
///
/// If several rules match the same exchange, the first one is applied and the others wait. CORS
/// preflights are ignored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The end of the request's path, such as `/challenge/poll`. `None` matches all paths.
    #[serde(default)]
    pub path: Option<String>,
    /// The number of matching exchanges before the fault is applied. The default is 0.
    #[serde(default)]
    pub skip: u32,
    /// The number of matching exchanges that the fault is applied to. The default is 1.
    #[serde(default = "once")]
    pub times: u32,
    /// The fault.
    pub fault: Fault,
}

impl Faults {
    /// Adds a rule after the others.
    pub fn add(&mut self, rule: Rule) {
        self.rules.push(rule);
    }

    /// Removes all rules.
    pub fn clear(&mut self) {
        self.rules.clear();
    }

    /// Removes the first rule with the same fault and path; `skip` and `times` are ignored. Returns
    /// `false` if there is none.
    pub fn remove(&mut self, rule: &Rule) -> bool {
        let is_same = |known: &Rule| known.fault == rule.fault && known.path == rule.path;
        let position = self.rules.iter().position(is_same);
        position.map(|index| self.rules.remove(index)).is_some()
    }

    /// Returns the fault that was applied to the last exchange.
    pub fn triggered(&self) -> Option<&Fault> {
        self.triggered.as_ref()
    }

    /// Returns the rules that are still to be applied. Their `skip` and `times` count down.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Passes a request to the org and applies a fault if a rule matches.
    ///
    /// A fault that modifies JSON is applied only to a response that it can modify. Until then, its
    /// rule waits.
    pub fn handle(&mut self, org: &mut Org, request: &Request, now: SystemTime) -> Outcome {
        self.triggered = None;
        let Some(rule) = self.next_rule(request) else {
            return Outcome::Reply(org.handle(request, now));
        };
        let (outcome, applied) = apply::apply(&rule.fault, org, request, now);
        if applied {
            rule.times = rule.times.saturating_sub(1);
            self.triggered = Some(rule.fault.clone());
            self.rules.retain(|rule| rule.times > 0);
        }
        outcome
    }

    /// Counts a request and returns the rule to apply to it.
    fn next_rule(&mut self, request: &Request) -> Option<&mut Rule> {
        let mut next = None;
        for rule in &mut self.rules {
            if !rule.matches(request) {
                continue;
            }
            if rule.skip > 0 {
                rule.skip -= 1;
            } else if next.is_none() {
                next = Some(rule);
            }
        }
        next
    }
}

impl Rule {
    /// Creates a rule that applies a fault to the next exchange.
    pub fn once(fault: Fault) -> Self {
        Self {
            path: None,
            skip: 0,
            times: once(),
            fault,
        }
    }

    /// Restricts the rule to requests whose path ends with `path`.
    #[must_use]
    pub fn at(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// Skips this number of matching exchanges.
    #[must_use]
    pub fn after(mut self, exchanges: u32) -> Self {
        self.skip = exchanges;
        self
    }

    /// Applies the fault to this number of matching exchanges.
    #[must_use]
    pub fn times(mut self, exchanges: u32) -> Self {
        self.times = exchanges;
        self
    }

    fn matches(&self, request: &Request) -> bool {
        let path = self.path.as_deref().unwrap_or_default();
        self.times > 0 && request.method != "OPTIONS" && request.path().ends_with(path)
    }
}

fn once() -> u32 {
    1
}

#[cfg(test)]
mod tests {
    use super::test_util::{NOW, interact, outcomes, response};
    use super::*;
    use crate::Setup;

    #[test]
    fn a_rule_is_applied_to_its_path_after_skipped_exchanges() {
        let other_path = Rule::once(Fault::RequestLost).at("/token");
        let third = Rule::once(Fault::RequestLost).at("/interact").after(2);
        let outcomes = outcomes(&[other_path, third], 4);
        let lost = outcomes.iter().map(|outcome| *outcome == Outcome::Lost);
        let lost: Vec<bool> = lost.collect();
        assert_eq!(lost, [false, false, true, false]);
    }

    #[test]
    fn matching_rules_are_applied_one_after_another() {
        let first = Rule::once(Fault::Unavailable).times(2);
        let second = Rule::once(Fault::RateLimited {
            after_s: 1,
            hint: RateLimitHint::Reset,
        });
        let outcomes = outcomes(&[first, second], 4);
        let statuses = outcomes.iter().map(|outcome| response(outcome).status);
        let statuses: Vec<u16> = statuses.collect();
        assert_eq!(statuses, [503, 503, 429, 200]);
    }

    #[test]
    fn a_fault_waits_for_a_response_that_it_can_modify() {
        let mut faults = Faults::default();
        faults.add(Rule::once(Fault::UnknownField));
        let mut org = Org::new(Setup::default());
        let _ = faults.handle(&mut org, &interact(), NOW);
        assert_eq!(faults.rules().len(), 1, "the response has no form");
    }

    #[test]
    fn preflights_are_ignored() {
        let mut faults = Faults::default();
        faults.add(Rule::once(Fault::RequestLost));
        let mut org = Org::new(Setup::default());
        let mut preflight = interact();
        preflight.method = "OPTIONS".to_owned();
        let outcome = faults.handle(&mut org, &preflight, NOW);
        assert!(matches!(outcome, Outcome::Reply(_)));
        assert_eq!(faults.rules().len(), 1);
    }

    #[test]
    fn a_rule_that_was_triggered_can_be_removed() {
        let rule = Rule::once(Fault::RequestLost).at("/interact");
        let mut faults = Faults::default();
        faults.add(rule.clone().times(3));
        let mut org = Org::new(Setup::default());
        let _ = faults.handle(&mut org, &interact(), NOW);
        assert_eq!(faults.triggered(), Some(&Fault::RequestLost));
        assert!(faults.remove(&rule));
        assert!(!faults.remove(&rule));
        let _ = faults.handle(&mut org, &interact(), NOW);
        assert_eq!(faults.triggered(), None);
    }

    #[test]
    fn a_rule_in_json_needs_only_a_fault() {
        let rule: Rule =
            serde_json::from_str(r#"{"fault": {"kind": "delayed", "ms": 5}}"#).unwrap();
        assert_eq!(rule, Rule::once(Fault::Delayed { ms: 5 }));
        assert!(serde_json::from_str::<Rule>(r#"{"falt": {"kind": "cut_body"}}"#).is_err());
    }
}
