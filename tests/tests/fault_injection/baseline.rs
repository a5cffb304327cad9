//! Scenarios in baseline weather, and what one run in rough weather is held against.

use std::sync::LazyLock;

use idx_flow::{FailureKind, Purpose, StateName};
use idx_flow_sim::faults::{Fault, Rule};
use idx_flow_tests::host::{Exchange, Host, Interruption, StepResult};
use idx_flow_tests::scenarios::{self, Scenario};

/// A scenario as it goes in baseline weather.
pub(crate) struct Baseline {
    pub(crate) scenario: Scenario,
    pub(crate) log: Vec<Exchange>,
    traces: Traces,
}

/// What a scenario leaves behind at the org: letters sent, enrollments, tokens given.
type Traces = (usize, usize, usize);

/// Every scenario, as it goes in baseline weather.
pub(crate) static BASELINES: LazyLock<Vec<Baseline>> = LazyLock::new(|| {
    let baseline = |scenario: Scenario| {
        let mut host = scenario.host();
        assert_eq!((scenario.run)(&mut host), Ok(()), "{}", scenario.name);
        Baseline {
            scenario,
            traces: traces(&host),
            log: host.log,
        }
    };
    scenarios::all().into_iter().map(baseline).collect()
});

fn traces(host: &Host) -> Traces {
    let is_grant = |one: &&Exchange| one.purpose == Purpose::Exchange && one.status == Some(200);
    let grants = host.log.iter().filter(is_grant).count();
    (host.org.inbox().messages().len(), host.enrollments, grants)
}

/// How one run went.
pub(crate) struct Run {
    pub(crate) name: String,
    pub(crate) host: Host,
    pub(crate) end: StepResult,
}

impl Baseline {
    pub(crate) fn run(&self, name: &str, prepare: impl FnOnce(&mut Host)) -> Run {
        let mut host = self.scenario.host();
        prepare(&mut host);
        let end = (self.scenario.run)(&mut host);
        Run {
            name: format!("{} {name}", self.scenario.name),
            host,
            end,
        }
    }

    /// One run for each exchange, with this fault striking it (or the next that it can strike).
    pub(crate) fn fault_everywhere(
        &self,
        fault: &Fault,
    ) -> impl Iterator<Item = (usize, &Exchange, Run)> {
        self.log.iter().enumerate().map(move |(index, exchange)| {
            let name = format!("{fault:?} at {index} ({:?})", exchange.purpose);
            let rule = Rule::once(fault.clone()).after(index as u32);
            let run = self.run(&name, |host| {
                host.faults.add(rule);
                host.known = index;
            });
            assert!(
                run.is_triggered() || is_edit(fault),
                "{name} did not strike"
            );
            (index, exchange, run)
        })
    }

    pub(crate) fn polls(&self) -> usize {
        count(&self.log, Purpose::Poll)
    }
}

/// Whether a fault waits for a reply that it can change.
fn is_edit(fault: &Fault) -> bool {
    use Fault::{ForeignHref, HugeBody, UnknownAuthenticator, UnknownField, UnknownRemediation};
    matches!(
        fault,
        ForeignHref { .. } | HugeBody | UnknownAuthenticator | UnknownField | UnknownRemediation
    )
}

fn count(log: &[Exchange], purpose: Purpose) -> usize {
    log.iter().filter(|one| one.purpose == purpose).count()
}

impl Run {
    /// Whether the fault has found something to strike.
    pub(crate) fn is_triggered(&self) -> bool {
        self.host.faults.rules().is_empty()
    }

    /// The scenario ends as in baseline weather, and has left the same behind.
    pub(crate) fn ends_the_same(&self, baseline: &Baseline) {
        assert_eq!(self.end, Ok(()), "{}: {}", self.name, self.host.transcript);
        assert_eq!(
            traces(&self.host),
            baseline.traces,
            "{} (letters, enrollments, tokens): {}",
            self.name,
            self.host.transcript
        );
    }

    /// The scenario is cut short by this failure, and nothing is asked after it.
    pub(crate) fn fails(&self, kind: FailureKind, code: Option<&str>) {
        let Err(Interruption::Failed(failure)) = &self.end else {
            panic!("{}: {:?}: {}", self.name, self.end, self.host.transcript);
        };
        assert_eq!(
            failure.kind, kind,
            "{}: {}",
            self.name, self.host.transcript
        );
        if code.is_some() {
            assert_eq!(failure.code.as_deref(), code, "{}", self.name);
        }
        // a token of a flow that is done may fail after it
        let last = self.host.log.last().map(|one| one.purpose);
        let state = match last {
            Some(Purpose::Refresh | Purpose::Revoke) => StateName::Done,
            _ => StateName::Failed,
        };
        assert_eq!(self.host.flow.state(), state, "{}", self.name);
    }

    /// Where the org acted and nobody heard it: the same end, but for what the org gives only once.
    pub(crate) fn survives_a_lost_reply(&self, baseline: &Baseline, index: usize, lost: &Exchange) {
        let is_by_token = matches!(baseline.scenario.name, "A6" | "A7") && index == 0;
        match lost.purpose {
            Purpose::Exchange => self.fails(FailureKind::TokenRejected, Some("invalid_grant")),
            Purpose::Interact if is_by_token => self.fails(FailureKind::Terminal, None),
            _ => self.ends_the_same(baseline),
        }
        // an answer is given once more only where the org's words about it were lost
        let answers = [&self.host.log, &baseline.log].map(|log| count(log, Purpose::Submit));
        let [given, needed] = answers;
        assert!(
            given <= needed + usize::from(lost.is_told),
            "{}: {given} answers instead of {needed}: {}",
            self.name,
            self.host.transcript
        );
    }
}

pub(crate) fn report(what: &str, runs: usize) {
    assert!(runs > 0, "{what}: nothing was run");
    println!("{what}: {runs} runs");
}
