//! A server that is busy, broken, or has forgotten.

use std::time::Duration;

use idx_flow::{FailureKind, Purpose};
use idx_flow_sim::faults::{Fault, RateLimitHint};
use idx_flow_tests::host::Exchange;

use crate::baseline::{BASELINES, Run, report};

#[test]
fn r3_the_server_asks_for_patience() {
    let mut runs = 0;
    for (hint, after_s) in [
        (RateLimitHint::Reset, 7),
        (RateLimitHint::RetryAfter, 9),
        (RateLimitHint::Silent, 60),
    ] {
        let fault = Fault::RateLimited { after_s, hint };
        for baseline in BASELINES.iter() {
            for (index, exchange, run) in baseline.fault_everywhere(&fault) {
                run.ends_the_same(baseline);
                waits_as_told(&run, index, exchange, Duration::from_secs(after_s));
                runs += 1;
            }
        }
    }
    report("R3", runs);
}

/// The next request comes when the server said; only the user may answer a polled page before.
fn waits_as_told(run: &Run, index: usize, limited: &Exchange, patience: Duration) {
    let [told, next] = &run.host.log[index..index + 2] else {
        panic!("{}: nothing came after", run.name);
    };
    assert_eq!(told.status, Some(429), "{}", run.name);
    let waited = next.at.duration_since(told.at).unwrap();
    let by_user = limited.purpose == Purpose::Poll && next.purpose == Purpose::Submit;
    let anew = index > 0 && next.purpose == Purpose::Interact;
    if by_user || anew {
        return;
    }
    let is_polled_seldom =
        limited.purpose == Purpose::Poll && run.host.org.setup().policy.poll_interval_ms > 4000;
    let expected = if is_polled_seldom {
        patience.max(Duration::from_secs(20))
    } else {
        patience
    };
    assert_eq!(waited, expected, "{}: {}", run.name, run.host.transcript);
}

#[test]
fn r4_errors_before_the_org_acts() {
    let mut runs = 0;
    for baseline in BASELINES.iter() {
        for fault in [
            Fault::ServerError { acted: false },
            Fault::BadGateway { acted: false },
            Fault::Unavailable,
        ] {
            for (_, _, run) in baseline.fault_everywhere(&fault) {
                run.ends_the_same(baseline);
                runs += 1;
            }
        }
    }
    report("R4 before the org acts", runs);
}

#[test]
fn r4_errors_after_the_org_has_acted() {
    let mut runs = 0;
    for baseline in BASELINES.iter() {
        for fault in [
            Fault::ServerError { acted: true },
            Fault::BadGateway { acted: true },
            Fault::EmptyBody,
            Fault::CutBody,
        ] {
            for (index, exchange, run) in baseline.fault_everywhere(&fault) {
                run.survives_a_lost_reply(baseline, index, exchange);
                runs += 1;
            }
        }
    }
    report("R4 after the org has acted", runs);
}

#[test]
fn r4_a_body_beyond_all_limits() {
    let mut runs = 0;
    for baseline in BASELINES.iter() {
        for (index, _, run) in baseline.fault_everywhere(&Fault::HugeBody) {
            if !run.is_triggered() {
                // an empty body stays empty: that of a token taken back
                run.ends_the_same(baseline);
                continue;
            }
            run.fails(FailureKind::Protocol, Some("limits"));
            let last = run.host.log.len() - 1;
            let is_empty = |one: &Exchange| one.purpose == Purpose::Revoke;
            assert!(
                baseline.log[index..last].iter().all(is_empty),
                "{}",
                run.name
            );
            runs += 1;
        }
    }
    report("R4 2 MB", runs);
}

#[test]
fn r8_the_session_expires() {
    let mut runs = 0;
    for baseline in BASELINES.iter() {
        for (_, exchange, run) in baseline.fault_everywhere(&Fault::SessionExpired) {
            match exchange.purpose {
                Purpose::Interact | Purpose::Refresh | Purpose::Revoke => {
                    run.ends_the_same(baseline)
                }
                Purpose::Exchange => {
                    run.fails(FailureKind::TokenRejected, Some("invalid_grant"));
                }
                _ => run.fails(FailureKind::Expired, None),
            }
            runs += 1;
        }
    }
    report("R8", runs);
}
