//! The app polls the org at the engine's interval, regardless of how often browsers poll the app.

use idx_flow_sim::Setup;
use idx_flow_sim::faults::{Fault, RateLimitHint, Rule};
use idx_flow_sim::server::Server;
use idx_flow_sim::setup::{AuthenticatorKey, Policy};

use crate::browser::Browser;
use crate::org::{self, MIN_POLL_INTERVAL_MS};
use crate::process::App;
use crate::wait::wait_for;

/// Adds a fault for the next poll. It is removed when the poll reaches the org.
fn add_poll_fault(org: &Server, fault: Fault) {
    let rule = Rule::once(fault).at("/challenge/poll");
    org.state().faults.add(rule);
}

fn is_poll_fault_pending(org: &Server) -> bool {
    !org.state().faults.rules().is_empty()
}

#[test]
fn the_org_is_not_polled_before_its_interval() {
    let interval_ms = 60_000;
    let org = Server::start(Setup {
        policy: Policy {
            poll_interval_ms: interval_ms,
            ..Policy::with_required(&[AuthenticatorKey::OktaVerify])
        },
        ..Setup::default()
    });
    let org = org.unwrap();
    let app = App::start(&org, &[]);
    let mut browser = Browser::new(&app.origin);
    browser.open_qr_code();
    add_poll_fault(&org, Fault::Delayed { ms: 0 });
    for _ in 0..3 {
        let response = browser.poll();
        assert_eq!(response["ContinuePolling"], true);
        assert!(response["Refresh"].as_u64().unwrap() <= interval_ms + 1);
    }
    assert!(is_poll_fault_pending(&org), "a poll reached the org");
}

#[test]
fn the_delay_of_a_rate_limit_replaces_the_interval() {
    let org = org::start();
    let app = App::start(&org, &[]);
    let mut browser = Browser::new(&app.origin);
    browser.open_qr_code();
    let rate_limited = Fault::RateLimited {
        after_s: 600,
        hint: RateLimitHint::RetryAfter,
    };
    add_poll_fault(&org, rate_limited);
    let response = wait_for("a poll that reaches the org", || {
        let response = browser.poll();
        (!is_poll_fault_pending(&org)).then_some(response)
    });
    let refresh = response["Refresh"].as_u64().unwrap();
    assert!(refresh > MIN_POLL_INTERVAL_MS + 1, "{response}");
    add_poll_fault(&org, Fault::Delayed { ms: 0 });
    browser.poll();
    assert!(is_poll_fault_pending(&org), "a poll reached the org");
}
