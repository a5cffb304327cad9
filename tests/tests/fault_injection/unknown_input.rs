//! A user who gives up, a server that says what nobody knows, and one that is not to be trusted.

use idx_flow::{FailureKind, Prompt};
use idx_flow_sim::faults::Fault;
use idx_flow_tests::disruption::Disruption;
use idx_flow_tests::host::{Exchange, Interruption};

use crate::baseline::{BASELINES, report};

#[test]
fn r6_the_user_cancels_while_a_poll_is_out() {
    let mut runs = 0;
    for baseline in BASELINES.iter() {
        let first = baseline.scenario.host().page().unwrap();
        for poll in 0..baseline.polls() {
            let run = baseline.run(&format!("canceled at poll {poll}"), |host| {
                host.disruption = Disruption::CancelDuringPoll { poll };
            });
            let Err(Interruption::Canceled(page)) = &run.end else {
                panic!("{}: {:?}: {}", run.name, run.end, run.host.transcript);
            };
            let ids = |page: &Prompt| -> Vec<String> {
                page.remediations.iter().map(|one| one.id.clone()).collect()
            };
            assert_eq!(ids(page), ids(&first), "{}", run.name);
            runs += 1;
        }
    }
    report("R6", runs);
}

#[test]
fn r7_what_nobody_knows_yet() {
    let mut runs = 0;
    for baseline in BASELINES.iter() {
        for fault in [
            Fault::UnknownRemediation,
            Fault::UnknownAuthenticator,
            Fault::UnknownField,
        ] {
            for (_, _, run) in baseline.fault_everywhere(&fault) {
                run.ends_the_same(baseline);
                if run.is_triggered() && fault == Fault::UnknownRemediation {
                    // that it can be filled in and sent is held with the invariants
                    let shown = run.host.transcript.to_string();
                    assert!(shown.contains("consult-oracle"), "{}: {shown}", run.name);
                }
                runs += usize::from(run.is_triggered());
            }
        }
    }
    report("R7", runs);
}

#[test]
fn r9_an_address_on_another_origin() {
    let mut runs = 0;
    let origin = "https://evil.example".to_owned();
    let fault = Fault::ForeignHref { origin };
    for baseline in BASELINES.iter() {
        for (_, _, run) in baseline.fault_everywhere(&fault) {
            let is_there = |one: &Exchange| one.url.contains("evil.example");
            assert!(!run.host.log.iter().any(is_there), "{}", run.name);
            if run.is_triggered() {
                run.fails(FailureKind::Untrusted, None);
                runs += 1;
            } else {
                run.ends_the_same(baseline);
            }
        }
    }
    report("R9", runs);
}
