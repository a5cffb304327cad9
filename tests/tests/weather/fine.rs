//! Journeys in fine weather, and what one run in rough weather is held against.

use std::sync::LazyLock;

use idx_flow::{FailureKind, Purpose, StateName};
use idx_flow_sim::faults::{Fault, Rule};
use idx_flow_tests::host::{Cut, Exchange, Host, Walk};
use idx_flow_tests::journeys::{self, Journey};

/// A journey as it goes in fine weather.
pub(crate) struct Fine {
    pub(crate) journey: Journey,
    pub(crate) log: Vec<Exchange>,
    traces: Traces,
}

/// What a journey leaves behind at the org: letters sent, enrolments, tokens given.
type Traces = (usize, usize, usize);

/// Every journey, as it goes in fine weather.
pub(crate) static FINE: LazyLock<Vec<Fine>> = LazyLock::new(|| {
    let fine = |journey: Journey| {
        let mut host = journey.host();
        assert_eq!((journey.run)(&mut host), Ok(()), "{}", journey.name);
        Fine {
            journey,
            traces: traces(&host),
            log: host.log,
        }
    };
    journeys::all().into_iter().map(fine).collect()
});

fn traces(host: &Host) -> Traces {
    let is_grant = |one: &&Exchange| one.purpose == Purpose::Exchange && one.status == Some(200);
    let grants = host.log.iter().filter(is_grant).count();
    (host.org.inbox().letters().len(), host.enrollments, grants)
}

/// How one run went.
pub(crate) struct Run {
    pub(crate) name: String,
    pub(crate) host: Host,
    pub(crate) end: Walk,
}

impl Fine {
    pub(crate) fn run(&self, name: &str, prepare: impl FnOnce(&mut Host)) -> Run {
        let mut host = self.journey.host();
        prepare(&mut host);
        let end = (self.journey.run)(&mut host);
        Run {
            name: format!("{} {name}", self.journey.name),
            host,
            end,
        }
    }

    /// One run for each exchange, with this fault striking it (or the next that it can strike).
    pub(crate) fn struck_everywhere(
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
            assert!(run.is_struck() || is_edit(fault), "{name} did not strike");
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
    pub(crate) fn is_struck(&self) -> bool {
        self.host.faults.rules().is_empty()
    }

    /// The journey ends as in fine weather, and has left the same behind.
    pub(crate) fn ends_the_same(&self, fine: &Fine) {
        assert_eq!(self.end, Ok(()), "{}: {}", self.name, self.host.transcript);
        assert_eq!(
            traces(&self.host),
            fine.traces,
            "{} (letters, enrolments, tokens): {}",
            self.name,
            self.host.transcript
        );
    }

    /// The journey is cut short by this failure, and nothing is asked after it.
    pub(crate) fn fails(&self, kind: FailureKind, code: Option<&str>) {
        let Err(Cut::Failed(failure)) = &self.end else {
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
    pub(crate) fn survives_a_lost_reply(&self, fine: &Fine, index: usize, lost: &Exchange) {
        let is_by_token = matches!(fine.journey.name, "A6" | "A7") && index == 0;
        match lost.purpose {
            Purpose::Exchange => self.fails(FailureKind::TokenRejected, Some("invalid_grant")),
            Purpose::Interact if is_by_token => self.fails(FailureKind::Terminal, None),
            _ => self.ends_the_same(fine),
        }
        // an answer is given once more only where the org's words about it were lost
        let answers = [&self.host.log, &fine.log].map(|log| count(log, Purpose::Submit));
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
