//! The baselines: every scenario without faults. Runs with faults are compared with them.

use std::sync::LazyLock;

use idx_flow::{FailureKind, Purpose, StateName};
use idx_flow_sim::faults::{Fault, Rule};
use idx_flow_tests::host::{Exchange, Host, Interruption, StepResult};
use idx_flow_tests::scenarios::{self, Scenario};

/// A scenario, and how it runs without faults.
pub(crate) struct Baseline {
    pub(crate) scenario: Scenario,
    pub(crate) log: Vec<Exchange>,
    effects: Effects,
}

/// The effects of a run on the org: the numbers of messages sent, enrollments, and tokens issued.
type Effects = (usize, usize, usize);

/// The baselines of all scenarios.
pub(crate) static BASELINES: LazyLock<Vec<Baseline>> = LazyLock::new(|| {
    let baseline = |scenario: Scenario| {
        let mut host = scenario.host();
        assert_eq!((scenario.run)(&mut host), Ok(()), "{}", scenario.name);
        Baseline {
            scenario,
            effects: effects(&host),
            log: host.log,
        }
    };
    let scenarios = scenarios::all().into_iter();
    let combined = scenarios.filter(|scenario| scenario.is_combined_with_faults);
    combined.map(baseline).collect()
});

fn effects(host: &Host) -> Effects {
    let is_grant = |exchange: &&Exchange| {
        exchange.purpose == Purpose::Exchange && exchange.status == Some(200)
    };
    let grants = host.log.iter().filter(is_grant).count();
    (host.org.inbox().messages().len(), host.enrollments, grants)
}

/// A run with faults.
pub(crate) struct Run {
    pub(crate) name: String,
    pub(crate) host: Host,
    pub(crate) result: StepResult,
}

impl Baseline {
    /// Runs the scenario. `prepare` adds the faults.
    pub(crate) fn run(&self, name: &str, prepare: impl FnOnce(&mut Host)) -> Run {
        let mut host = self.scenario.host();
        prepare(&mut host);
        let result = (self.scenario.run)(&mut host);
        Run {
            name: format!("{} {name}", self.scenario.name),
            host,
            result,
        }
    }

    /// Runs the scenario once for each HTTP exchange, with the fault at that exchange. A fault that
    /// edits the response is applied to the first response from there on that it can edit.
    pub(crate) fn fault_everywhere(
        &self,
        fault: &Fault,
    ) -> impl Iterator<Item = (usize, &Exchange, Run)> {
        self.log.iter().enumerate().map(move |(index, exchange)| {
            let name = format!("{fault:?} at {index} ({:?})", exchange.purpose);
            let rule = Rule::once(fault.clone()).after(index as u32);
            let run = self.run(&name, |host| {
                host.faults.add(rule);
                host.checked_exchanges = index;
            });
            assert!(
                run.is_triggered() || edits_response(fault),
                "{name} was not triggered"
            );
            (index, exchange, run)
        })
    }

    pub(crate) fn poll_count(&self) -> usize {
        count(&self.log, Purpose::Poll)
    }
}

/// Whether a fault waits for a response that it can edit.
fn edits_response(fault: &Fault) -> bool {
    use Fault::{ForeignHref, HugeBody, UnknownAuthenticator, UnknownField, UnknownRemediation};
    matches!(
        fault,
        ForeignHref { .. } | HugeBody | UnknownAuthenticator | UnknownField | UnknownRemediation
    )
}

/// The number of answers, without the engine's own submissions for Apple's SSO extension.
fn answer_count(log: &[Exchange]) -> usize {
    let is_own = |exchange: &&Exchange| exchange.url.contains("/sso_extension/");
    count(log, Purpose::Submit) - log.iter().filter(is_own).count()
}

fn count(log: &[Exchange], purpose: Purpose) -> usize {
    let matches = |exchange: &&Exchange| exchange.purpose == purpose;
    log.iter().filter(matches).count()
}

impl Run {
    /// Whether the fault was applied.
    pub(crate) fn is_triggered(&self) -> bool {
        self.host.faults.rules().is_empty()
    }

    /// Asserts that the run ended as the baseline, with the same effects.
    pub(crate) fn assert_same_end(&self, baseline: &Baseline) {
        let (name, transcript) = (&self.name, &self.host.transcript);
        assert_eq!(self.result, Ok(()), "{name}: {transcript}");
        assert_eq!(
            effects(&self.host),
            baseline.effects,
            "{name} (messages, enrollments, tokens): {transcript}"
        );
    }

    /// Asserts that the run ended early with this failure, and that nothing was sent afterwards.
    pub(crate) fn assert_failure(&self, kind: FailureKind, code: Option<&str>) {
        let (name, transcript) = (&self.name, &self.host.transcript);
        let Err(Interruption::Failed(failure)) = &self.result else {
            panic!("{name}: {:?}: {transcript}", self.result);
        };
        assert_eq!(failure.kind, kind, "{name}: {transcript}");
        if code.is_some() {
            assert_eq!(failure.code().as_deref(), code, "{name}");
        }
        // A token request may fail after its flow is done.
        let last = self.host.log.last().map(|exchange| exchange.purpose);
        let state = match last {
            Some(Purpose::Refresh | Purpose::Revoke) => StateName::Done,
            _ => StateName::Failed,
        };
        assert_eq!(self.host.flow.state(), state, "{name}");
    }

    /// Asserts the end of a run in which the org acted but its response was lost: the same end,
    /// unless the org grants the request only once. Asserts that no answer was repeated
    /// unnecessarily.
    pub(crate) fn assert_end_after_lost_response(
        &self,
        baseline: &Baseline,
        index: usize,
        lost: &Exchange,
    ) {
        let used_a_token = matches!(baseline.scenario.name, "A6" | "A7") && index == 0;
        match lost.purpose {
            Purpose::Exchange => {
                self.assert_failure(FailureKind::TokenRejected, Some("invalid_grant"));
            }
            Purpose::Interact if used_a_token => self.assert_failure(FailureKind::Terminal, None),
            _ => self.assert_same_end(baseline),
        }
        // The user answers again only if the lost response had messages for the user.
        let answers = answer_count(&self.host.log);
        let expected = answer_count(&baseline.log);
        assert!(
            answers <= expected + usize::from(lost.has_messages),
            "submit-once: {}: {answers} answers instead of {expected}: {}",
            self.name,
            self.host.transcript
        );
    }
}

/// Prints the number of runs. Panics if there were none.
pub(crate) fn report(name: &str, runs: usize) {
    assert!(runs > 0, "{name}: no runs");
    println!("{name}: {runs} runs");
}
