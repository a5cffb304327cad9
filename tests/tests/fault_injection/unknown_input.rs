//! Cancellation during a poll, unknown names, and URLs of another origin.

use idx_flow::{FailureKind, Prompt, Purpose};
use idx_flow_sim::faults::Fault;
use idx_flow_tests::disruption::Disruption;
use idx_flow_tests::host::{Exchange, Interruption};

use crate::baseline::{BASELINES, report};

/// R6.
#[test]
fn the_user_cancels_during_a_poll() {
    let mut runs = 0;
    for baseline in BASELINES.iter() {
        let first = baseline.scenario.host().prompt().unwrap();
        let is_poll = |exchange: &&Exchange| exchange.purpose == Purpose::Poll;
        for (poll, exchange) in baseline.log.iter().filter(is_poll).enumerate() {
            if exchange.status != Some(200) {
                // The transaction has ended already.
                continue;
            }
            let run = baseline.run(&format!("canceled during poll {poll}"), |host| {
                host.disruption = Disruption::CancelDuringPoll { poll };
            });
            let Err(Interruption::Canceled(prompt)) = &run.result else {
                panic!("{}: {:?}: {}", run.name, run.result, run.host.transcript);
            };
            assert_eq!(ids(prompt), ids(&first), "{}", run.name);
            runs += 1;
        }
    }
    report("R6", runs);
}

fn ids(prompt: &Prompt) -> Vec<&str> {
    let forms = prompt.remediations.iter();
    forms.map(|form| form.id.as_str()).collect()
}

/// R7.
#[test]
fn a_remediation_authenticator_or_field_is_unknown() {
    let (mut runs, mut sent, mut selected) = (0, 0, 0);
    for baseline in BASELINES.iter() {
        for fault in [
            Fault::UnknownRemediation,
            Fault::UnknownAuthenticator,
            Fault::UnknownField,
        ] {
            for (_, _, run) in baseline.fault_everywhere(&fault) {
                run.assert_same_end(baseline);
                if run.is_triggered() && fault == Fault::UnknownRemediation {
                    let transcript = run.host.transcript.to_string();
                    let is_offered = transcript.contains("unknown-remediation");
                    assert!(is_offered, "{}: {transcript}", run.name);
                }
                sent += run.host.unknown_forms;
                selected += run.host.unknown_authenticators;
                runs += usize::from(run.is_triggered());
            }
        }
    }
    report("R7", runs);
    report("R7 unknown forms sent", sent);
    report("R7 unknown authenticators selected", selected);
}

/// R9. The flow uses the other forms, and ends only if it depends on this one.
#[test]
fn one_href_leads_to_another_origin() {
    let mut moved = 0;
    for baseline in BASELINES.iter() {
        let run = baseline.run("each href moved", |host| host.tries_moved_hrefs = true);
        run.assert_same_end(baseline);
        moved += run.host.moved_hrefs;
    }
    report("R9 moved URLs", moved);
}

/// R9.
#[test]
fn the_form_to_cancel_leads_to_another_origin() {
    let mut runs = 0;
    for baseline in BASELINES.iter() {
        for index in 0..baseline.log.len() {
            let run = baseline.run(&format!("cancel moved at {index}"), |host| {
                host.moved_cancel = Some(index);
                host.checked_exchanges = index;
            });
            run.assert_same_end(baseline);
            runs += run.host.moved_hrefs;
        }
    }
    report("R9 cancel", runs);
}

/// R9.
#[test]
fn every_href_leads_to_another_origin() {
    let mut runs = 0;
    let origin = "https://evil.example".to_owned();
    let fault = Fault::ForeignHref { origin };
    for baseline in BASELINES.iter() {
        for (_, _, run) in baseline.fault_everywhere(&fault) {
            let mut urls = run.host.log.iter().map(|exchange| &exchange.url);
            let was_requested = urls.any(|url| url.contains("evil.example"));
            assert!(!was_requested, "same-origin: {}", run.name);
            // The token endpoint of the last response is only a hint.
            if run.result.is_ok() {
                run.assert_same_end(baseline);
            } else {
                run.assert_failure(FailureKind::Untrusted, None);
                runs += 1;
            }
        }
    }
    report("R9", runs);
}
