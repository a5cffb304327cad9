//! Flows for the unit tests of this folder: at a page of the test's own.

use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use super::flow::Flow;
use crate::action::Action;
use crate::config::FlowConfig;
use crate::entropy::Entropy;
use crate::exchange::{Request, RequestId, Response};

/// Seconds after the beginning of the test.
pub(crate) fn at(seconds: f64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_893_456_000) + Duration::from_secs_f64(seconds)
}

pub(crate) fn config() -> FlowConfig {
    let config = FlowConfig::new("https://id.acme.example", "client", "app:/callback");
    config.unwrap().state("st").scopes(["profile"])
}

pub(crate) fn start() -> Flow {
    Flow::start(config(), Entropy::from([7; 96]))
}

/// A flow that was told its handle and has got this page at second 0.
pub(crate) fn on(page: &Value) -> Flow {
    let mut flow = start();
    reply(
        &mut flow,
        0.0,
        200,
        &[],
        &json!({"interaction_handle": "h"}).to_string(),
    );
    reply(&mut flow, 0.0, 200, &[], &page.to_string());
    flow
}

/// A page that is polled every 4 s.
pub(crate) fn polled() -> Value {
    json!({"remediation": {"value": [
        {"name": "challenge-poll", "href": "https://id.acme.example/poll", "refresh": 4000, "value": []},
        {"name": "skip", "href": "https://id.acme.example/skip", "value": []}
    ]}})
}

/// The request that is to be sent now.
pub(crate) fn sent(flow: &Flow, seconds: f64) -> Request {
    match flow.next_action(at(seconds)) {
        Action::Send { request } => request,
        other => panic!("nothing to send but {other:?}"),
    }
}

/// How long the flow waits now.
pub(crate) fn waits(flow: &Flow, seconds: f64) -> Option<f64> {
    flow.next_action(at(seconds))
        .wait()
        .map(|wait| wait.as_secs_f64())
}

/// Answers the request that is due within the next minute, at this second.
pub(crate) fn reply(
    flow: &mut Flow,
    seconds: f64,
    status: u16,
    headers: &[(&str, &str)],
    body: &str,
) {
    let id = (0..=60).find_map(
        |later| match flow.next_action(at(seconds + f64::from(later))) {
            Action::Send { request } => Some(request.id),
            _ => None,
        },
    );
    let response = Response::of(status, headers, body);
    flow.handle_response(id.unwrap_or(RequestId(0)), response, at(seconds));
}

/// A page that waits for Okta Verify on this device, at two ports, with these changes.
pub(crate) fn challenged(challenge: Value) -> Value {
    let mut page = json!({
        "stateHandle": "02h",
        "remediation": {"value": [{"name": "device-challenge-poll", "href": "/poll",
            "refresh": 2000, "value": [{"name": "stateHandle", "value": "02h"}]}]},
        "authenticatorChallenge": {"value": {"challengeMethod": "LOOPBACK",
            "challengeRequest": "jwt", "domain": "http://localhost", "ports": ["6511", "6512"],
            "cancel": {"name": "cancel-polling", "href": "/poll/cancel",
                "value": [{"name": "stateHandle", "value": "02h"}]}}}});
    let value = page["authenticatorChallenge"]["value"].as_object_mut();
    value
        .unwrap()
        .extend(challenge.as_object().unwrap().clone());
    page
}

pub(crate) fn loopback() -> Flow {
    on(&challenged(json!({})))
}

/// What goes out, after the statuses that came in before it.
pub(crate) fn after(flow: &mut Flow, statuses: &[u16]) -> String {
    for status in statuses {
        reply(flow, 0.0, *status, &[], "");
    }
    let request = sent(flow, 0.0);
    format!("{} {}", request.url, request.body.expose())
}

/// What ends the challenge.
pub(crate) fn cancel(reason: &str, status: Value) -> String {
    let body = json!({"reason": reason, "stateHandle": "02h", "statusCode": status});
    format!("https://id.acme.example/poll/cancel {body}")
}
