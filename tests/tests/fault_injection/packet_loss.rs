//! What is lost, late or doubled: processes, networks, requests, replies.

use idx_flow_sim::faults::Fault;
use idx_flow_tests::disruption::Disruption;
use idx_flow_tests::host::Restart;

use crate::baseline::{BASELINES, report};

#[test]
fn r1_the_process_dies_after_each_step_or_with_each_answer_out() {
    for restart in [Restart::EachStep, Restart::InFlight] {
        for baseline in BASELINES.iter() {
            let run = baseline.run(&format!("{restart:?}"), |host| host.restart = restart);
            run.ends_the_same(baseline);
        }
        report(&format!("R1 {restart:?}"), BASELINES.len());
    }
}

#[test]
fn r2_no_network_for_half_a_minute() {
    let mut runs = 0;
    for baseline in BASELINES.iter() {
        for poll in 0..baseline.polls() {
            let run = baseline.run(&format!("offline from poll {poll}"), |host| {
                host.disruption = Disruption::Offline { poll, until: None };
            });
            run.ends_the_same(baseline);
            let lost = run.host.log.iter().filter(|one| one.status.is_none());
            assert!(lost.count() > 0, "{}", run.name);
            runs += 1;
        }
    }
    report("R2", runs);
}

#[test]
fn r5_replies_come_twice_or_late() {
    let mut runs = 0;
    for baseline in BASELINES.iter() {
        for fault in [Fault::ReplyTwice, Fault::Delayed { ms: 9_000 }] {
            for (_, _, run) in baseline.fault_everywhere(&fault) {
                run.ends_the_same(baseline);
                runs += 1;
            }
        }
        // the host gives up before the reply comes
        for (index, exchange, run) in baseline.fault_everywhere(&Fault::Delayed { ms: 20_000 }) {
            run.survives_a_lost_reply(baseline, index, exchange);
            runs += 1;
        }
    }
    report("R5", runs);
}

#[test]
fn r5_the_user_overtakes_each_poll() {
    let mut runs = 0;
    for baseline in BASELINES.iter() {
        let run = baseline.run("hasty", |host| {
            host.disruption = Disruption::AnswerRacesPoll
        });
        run.ends_the_same(baseline);
        runs += run.host.overtaken;
    }
    report("R5 overtaken", runs);
}

#[test]
fn r10_requests_and_replies_are_lost() {
    let mut runs = 0;
    for baseline in BASELINES.iter() {
        for (_, _, run) in baseline.fault_everywhere(&Fault::RequestLost) {
            run.ends_the_same(baseline);
            runs += 1;
        }
        for (index, exchange, run) in baseline.fault_everywhere(&Fault::ReplyLost) {
            run.survives_a_lost_reply(baseline, index, exchange);
            runs += 1;
        }
    }
    report("R10", runs);
}
