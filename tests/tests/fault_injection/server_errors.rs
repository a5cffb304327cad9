//! Rate limits, server errors, invalid bodies and expired sessions.

use std::time::Duration;

use idx_flow::{FailureKind, Purpose};
use idx_flow_sim::faults::{Fault, RateLimitHint};
use idx_flow_tests::host::Exchange;

use crate::baseline::{BASELINES, Run, report};

/// R3.
#[test]
fn a_request_is_rate_limited() {
    let mut runs = 0;
    for (hint, after_s) in [
        (RateLimitHint::Reset, 7),
        (RateLimitHint::RetryAfter, 9),
        (RateLimitHint::Silent, 60),
    ] {
        let fault = Fault::RateLimited { after_s, hint };
        for baseline in BASELINES.iter() {
            for (index, exchange, run) in baseline.fault_everywhere(&fault) {
                run.assert_same_end(baseline);
                assert_waits(&run, index, exchange, Duration::from_secs(after_s));
                runs += 1;
            }
        }
    }
    report("R3", runs);
}

/// Asserts that the next request is sent when the server allows it. The user may answer a polled
/// prompt earlier, submit another form, or start a new flow.
fn assert_waits(run: &Run, index: usize, baseline: &Exchange, retry_after: Duration) {
    let [limited, next] = &run.host.log[index..index + 2] else {
        panic!("{}: no request followed", run.name);
    };
    assert_eq!(limited.status, Some(429), "{}", run.name);
    let waited = next.at.duration_since(limited.at).unwrap();
    let is_poll = baseline.purpose == Purpose::Poll;
    let is_answer = is_poll && next.purpose == Purpose::Submit;
    let is_new_flow = index > 0 && next.purpose == Purpose::Interact;
    let is_other_form = limited.purpose == Purpose::Submit && next.url != limited.url;
    // The engine's own form was limited: it asks for the current step when the server allows it.
    // In C7d and C8c, the user cancels the challenge.
    let is_own = |path: &&str| limited.url.contains(*path);
    let is_own = ["/poll/cancel", "/sso_extension/"].iter().any(is_own);
    let is_by_user = ["C7d ", "C8c "].iter().any(|id| run.name.starts_with(id));
    if is_own && !is_by_user {
        let expected = (Purpose::Introspect, retry_after);
        assert_eq!((next.purpose, waited), expected, "{}", run.name);
        return;
    }
    if is_answer || is_new_flow || is_other_form {
        return;
    }
    let has_long_interval = run.host.org.setup().policy.poll_interval_ms > 4000;
    let expected = match is_poll && has_long_interval {
        true => retry_after.max(Duration::from_secs(20)),
        false => retry_after,
    };
    // The user may need longer for the next answer.
    let is_later = limited.purpose == Purpose::Submit && waited > expected;
    // The last request of a short transaction is sent at its expiry, even if a poll is limited longer.
    let is_short = run.host.org.setup().policy.transaction_lifetime_s < 600;
    let is_last = is_short && is_poll && waited < expected;
    let transcript = &run.host.transcript;
    assert!(
        waited == expected || is_later || is_last,
        "{}: {waited:?} instead of {expected:?}: {transcript}",
        run.name
    );
}

/// R4.
#[test]
fn the_server_fails_before_the_org_acts() {
    let mut runs = 0;
    for baseline in BASELINES.iter() {
        for fault in [
            Fault::ServerError { acted: false },
            Fault::BadGateway { acted: false },
            Fault::Unavailable,
        ] {
            for (_, _, run) in baseline.fault_everywhere(&fault) {
                run.assert_same_end(baseline);
                runs += 1;
            }
        }
    }
    report("R4 before the org acts", runs);
}

/// R4.
#[test]
fn the_server_fails_after_the_org_has_acted() {
    let mut runs = 0;
    for baseline in BASELINES.iter() {
        for fault in [
            Fault::ServerError { acted: true },
            Fault::BadGateway { acted: true },
            Fault::EmptyBody,
            Fault::CutBody,
        ] {
            for (index, exchange, run) in baseline.fault_everywhere(&fault) {
                run.assert_end_after_lost_response(baseline, index, exchange);
                runs += 1;
            }
        }
    }
    report("R4 after the org has acted", runs);
}

/// R4.
#[test]
fn a_body_exceeds_the_size_limit() {
    let mut runs = 0;
    for baseline in BASELINES.iter() {
        for (index, _, run) in baseline.fault_everywhere(&Fault::HugeBody) {
            if !run.is_triggered() {
                // The remaining responses have no body to enlarge: they confirm a revocation.
                run.assert_same_end(baseline);
                continue;
            }
            run.assert_failure(FailureKind::Protocol, Some("limits"));
            let last = run.host.log.len() - 1;
            let has_no_body = |exchange: &Exchange| exchange.purpose == Purpose::Revoke;
            let between = &baseline.log[index..last];
            assert!(between.iter().all(has_no_body), "{}", run.name);
            runs += 1;
        }
    }
    report("R4 2 MB", runs);
}

/// R8.
#[test]
fn the_session_expires() {
    let mut runs = 0;
    for baseline in BASELINES.iter() {
        for (_, exchange, run) in baseline.fault_everywhere(&Fault::SessionExpired) {
            match exchange.purpose {
                Purpose::Interact | Purpose::Refresh | Purpose::Revoke => {
                    run.assert_same_end(baseline);
                }
                Purpose::Exchange => {
                    run.assert_failure(FailureKind::TokenRejected, Some("invalid_grant"));
                }
                _ if baseline.scenario.name == "E6" && run.result.is_ok() => {
                    run.assert_same_end(baseline);
                }
                _ => run.assert_failure(FailureKind::Expired, None),
            }
            runs += 1;
        }
    }
    report("R8", runs);
}
