//! Rough weather between a client and the org, and an org that has more to say than expected.
//!
//! A [`Faults`] stands before an [`Org`] and passes exchanges on, until one of its rules strikes.
//! Nothing is random and nothing sleeps: the same rules do the same to the same exchanges.

mod edit;
mod fault;
mod replies;
#[cfg(test)]
mod test_util;

pub use fault::{Fault, Outcome, RateLimitHint};

use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::{Org, Request};

/// The rules that are still to strike, in order. The default is fine weather.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Faults {
    rules: Vec<Rule>,
    #[serde(skip)]
    triggered: Option<Fault>,
}

/// Which exchanges a fault strikes.
///
/// Where two rules would strike the same exchange, the first does and the other waits. CORS
/// preflights are never triggered and never counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The end of the request's path, such as `/challenge/poll`. `None`: any.
    #[serde(default)]
    pub path: Option<String>,
    /// How many matching exchanges go well before.
    #[serde(default)]
    pub skip: u32,
    /// How many matching exchanges it strikes.
    #[serde(default = "once")]
    pub times: u32,
    /// What happens to them.
    pub fault: Fault,
}

impl Faults {
    /// Adds a rule after the others.
    pub fn add(&mut self, rule: Rule) {
        self.rules.push(rule);
    }

    /// Back to fine weather.
    pub fn clear(&mut self) {
        self.rules.clear();
    }

    /// Takes out the first rule for that fault and path, however often it has triggered. Whether
    /// there was one.
    pub fn remove(&mut self, rule: &Rule) -> bool {
        let same = |it: &Rule| it.fault == rule.fault && it.path == rule.path;
        let found = self.rules.iter().position(same);
        found.map(|at| self.rules.remove(at)).is_some()
    }

    /// What triggered the last exchange, if anything did.
    pub fn triggered(&self) -> Option<&Fault> {
        self.triggered.as_ref()
    }

    /// What is still to come: `skip` and `times` count down.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Carries out one exchange with the org, or what becomes of it in this weather.
    ///
    /// A fault that changes the org's JSON strikes only a reply that it can change; until there
    /// is one, it waits.
    pub fn handle(&mut self, org: &mut Org, request: &Request, now: SystemTime) -> Outcome {
        self.triggered = None;
        let Some(rule) = self.due(request) else {
            return Outcome::Reply(org.handle(request, now));
        };
        let (outcome, triggered) = fault::apply(&rule.fault, org, request, now);
        if triggered {
            rule.times = rule.times.saturating_sub(1);
            self.triggered = Some(rule.fault.clone());
            self.rules.retain(|rule| rule.times > 0);
        }
        outcome
    }

    fn due(&mut self, request: &Request) -> Option<&mut Rule> {
        let mut due = None;
        for rule in &mut self.rules {
            if !rule.matches(request) {
                continue;
            }
            if rule.skip > 0 {
                rule.skip -= 1;
            } else if due.is_none() {
                due = Some(rule);
            }
        }
        due
    }
}

impl Rule {
    /// Strikes the next exchange, whatever it is.
    pub fn once(fault: Fault) -> Self {
        Self {
            path: None,
            skip: 0,
            times: once(),
            fault,
        }
    }

    /// Only exchanges whose path ends like this.
    #[must_use]
    pub fn at(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// Only after so many matching exchanges went well.
    #[must_use]
    pub fn after(mut self, exchanges: u32) -> Self {
        self.skip = exchanges;
        self
    }

    /// So many matching exchanges.
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
    use super::test_util::{NOW, interact, outcomes, reply};
    use super::*;
    use crate::Setup;

    #[test]
    fn a_rule_waits_for_its_path_and_its_turn() {
        let elsewhere = Rule::once(Fault::RequestLost).at("/token");
        let third = Rule::once(Fault::RequestLost).at("/interact").after(2);
        let lost = outcomes(&[elsewhere, third], 4);
        let lost: Vec<bool> = lost.iter().map(|it| *it == Outcome::Lost).collect();
        assert_eq!(lost, [false, false, true, false]);
    }

    #[test]
    fn rules_that_meet_strike_one_after_another() {
        let first = Rule::once(Fault::Unavailable).times(2);
        let second = Rule::once(Fault::RateLimited {
            after_s: 1,
            hint: RateLimitHint::Reset,
        });
        let statuses = outcomes(&[first, second], 4);
        let statuses: Vec<u16> = statuses.iter().map(|it| reply(it).status).collect();
        assert_eq!(statuses, [503, 503, 429, 200]);
    }

    #[test]
    fn a_change_waits_for_a_reply_that_it_can_change() {
        let mut faults = Faults::default();
        faults.add(Rule::once(Fault::UnknownField));
        let mut org = Org::new(Setup::default());
        let _ = faults.handle(&mut org, &interact(), NOW);
        assert_eq!(faults.rules().len(), 1, "there is no form in that reply");
    }

    #[test]
    fn preflights_go_through_uncounted() {
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
    fn a_rule_that_began_to_strike_can_be_taken_out() {
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
    fn a_rule_is_written_with_what_matters_only() {
        let rule: Rule =
            serde_json::from_str(r#"{"fault": {"kind": "delayed", "ms": 5}}"#).unwrap();
        assert_eq!(rule, Rule::once(Fault::Delayed { ms: 5 }));
        assert!(serde_json::from_str::<Rule>(r#"{"falt": {"kind": "cut_body"}}"#).is_err());
    }
}
