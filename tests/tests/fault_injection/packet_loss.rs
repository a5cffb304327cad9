//! Process death, network loss, and lost, late or repeated requests and responses.

use idx_flow::Purpose;
use idx_flow_sim::faults::Fault;
use idx_flow_tests::disruption::Disruption;
use idx_flow_tests::host::Restart;

use crate::baseline::{BASELINES, report};

/// R1.
#[test]
fn the_process_is_killed_after_each_step_or_during_each_submission() {
    for restart in [Restart::EachStep, Restart::InFlight] {
        for baseline in BASELINES.iter() {
            let run = baseline.run(&format!("{restart:?}"), |host| host.restart = restart);
            run.assert_same_end(baseline);
        }
        report(&format!("R1 {restart:?}"), BASELINES.len());
    }
}

/// R1. The org has acted, and the restored flow sends the request again or asks for the current step.
#[test]
fn the_process_is_killed_during_one_request() {
    let mut runs = 0;
    for baseline in BASELINES.iter() {
        for (index, exchange) in baseline.log.iter().enumerate() {
            let is_token_request = matches!(exchange.purpose, Purpose::Refresh | Purpose::Revoke);
            if is_token_request {
                continue;
            }
            let name = format!("killed at {index} ({:?})", exchange.purpose);
            let run = baseline.run(&name, |host| {
                host.restart = Restart::Once(index);
                host.checked_exchanges = index;
            });
            run.assert_end_after_lost_response(baseline, index, exchange);
            runs += 1;
        }
    }
    report("R1 during one request", runs);
}

/// R2.
#[test]
fn the_network_is_down_for_30_seconds_from_each_poll_on() {
    let mut runs = 0;
    for baseline in BASELINES.iter() {
        for poll in 0..baseline.poll_count() {
            let run = baseline.run(&format!("offline from poll {poll}"), |host| {
                host.disruption = Disruption::Offline { poll, until: None };
            });
            run.assert_same_end(baseline);
            let mut statuses = run.host.log.iter().map(|exchange| exchange.status);
            assert!(statuses.any(|status| status.is_none()), "{}", run.name);
            runs += 1;
        }
    }
    report("R2", runs);
}

/// R5.
#[test]
fn responses_arrive_late_or_twice() {
    let mut runs = 0;
    for baseline in BASELINES.iter() {
        for fault in [Fault::ReplyTwice, Fault::Delayed { ms: 9_000 }] {
            for (_, _, run) in baseline.fault_everywhere(&fault) {
                run.assert_same_end(baseline);
                runs += 1;
            }
        }
        // The host's timeout is shorter than this delay.
        for (index, exchange, run) in baseline.fault_everywhere(&Fault::Delayed { ms: 20_000 }) {
            run.assert_end_after_lost_response(baseline, index, exchange);
            runs += 1;
        }
    }
    report("R5", runs);
}

/// R5.
#[test]
fn each_answer_overtakes_a_poll() {
    let mut overtaken = 0;
    for baseline in BASELINES.iter() {
        let run = baseline.run("answers race polls", |host| {
            host.disruption = Disruption::AnswerRacesPoll;
        });
        run.assert_same_end(baseline);
        overtaken += run.host.overtaken_polls;
    }
    report("R5 overtaken polls", overtaken);
}

/// R10.
#[test]
fn a_request_or_a_response_is_lost() {
    let mut runs = 0;
    for baseline in BASELINES.iter() {
        for (_, _, run) in baseline.fault_everywhere(&Fault::RequestLost) {
            run.assert_same_end(baseline);
            runs += 1;
        }
        for (index, exchange, run) in baseline.fault_everywhere(&Fault::ReplyLost) {
            run.assert_end_after_lost_response(baseline, index, exchange);
            runs += 1;
        }
    }
    report("R10", runs);
}
