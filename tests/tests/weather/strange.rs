//! A user who gives up, a server that says what nobody knows, and one that is not to be trusted.

use idx_flow::{FailureKind, Prompt};
use idx_flow_sim::faults::Fault;
use idx_flow_tests::host::{Cut, Exchange};
use idx_flow_tests::weather::Weather;

use crate::fine::{FINE, report};

#[test]
fn r6_the_user_cancels_while_a_poll_is_out() {
    let mut runs = 0;
    for fine in FINE.iter() {
        let first = fine.journey.host().page().unwrap();
        for poll in 0..fine.polls() {
            let run = fine.run(&format!("cancelled at poll {poll}"), |host| {
                host.weather = Weather::Cancel { poll };
            });
            let Err(Cut::Cancelled(page)) = &run.end else {
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
    for fine in FINE.iter() {
        for fault in [
            Fault::UnknownRemediation,
            Fault::UnknownAuthenticator,
            Fault::UnknownField,
        ] {
            for (_, _, run) in fine.struck_everywhere(&fault) {
                run.ends_the_same(fine);
                if run.is_struck() && fault == Fault::UnknownRemediation {
                    // that it can be filled in and sent is held with the laws
                    let shown = run.host.transcript.to_string();
                    assert!(shown.contains("consult-oracle"), "{}: {shown}", run.name);
                }
                runs += usize::from(run.is_struck());
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
    for fine in FINE.iter() {
        for (_, _, run) in fine.struck_everywhere(&fault) {
            let is_there = |one: &Exchange| one.url.contains("evil.example");
            assert!(!run.host.log.iter().any(is_there), "{}", run.name);
            if run.is_struck() {
                run.fails(FailureKind::Untrusted, None);
                runs += 1;
            } else {
                run.ends_the_same(fine);
            }
        }
    }
    report("R9", runs);
}
