//! Flows and responses for the unit tests of the engine.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use super::flow::Flow;
use super::parsed_response::ParsedResponse;
use crate::action::Action;
use crate::answer::Answer;
use crate::config::FlowConfig;
use crate::entropy::Entropy;
use crate::error::AnswerError;
use crate::exchange::{Request, RequestId, Response};
use crate::prompt::Prompt;
use crate::prompt::response::IdxResponse;

/// The time this many seconds after the start of the test.
pub(crate) fn at(seconds: f64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs_f64(1_893_456_000.0 + seconds)
}

pub(crate) fn config() -> FlowConfig {
    let config = FlowConfig::new("https://id.acme.example", "client", "app:/callback");
    let config = config.and_then(|config| config.with_state("st"));
    config.unwrap().with_scopes(["profile"])
}

pub(crate) fn entropy() -> Entropy {
    Entropy::new([7; 96]).unwrap()
}

pub(crate) fn start() -> Flow {
    Flow::start(config(), entropy())
}

/// The response, as a flow with the default configuration parses it.
pub(crate) fn parse(response: &Value) -> ParsedResponse {
    let text = response.to_string();
    let response = IdxResponse::from_json(text.as_bytes()).unwrap();
    ParsedResponse::new(response, text.into(), &config())
}

/// An answer without values to the prompt of the flow.
pub(crate) fn answer(flow: &Flow, remediation: &str) -> Answer {
    Answer::new(flow.prompt().unwrap(), remediation)
}

/// A flow that received its interaction handle and this IDX response at second 0.
pub(crate) fn flow_at(response: &Value) -> Flow {
    flow_with(config(), response)
}

/// A flow with this configuration that received its interaction handle and this IDX response at
/// second 0.
pub(crate) fn flow_with(config: FlowConfig, response: &Value) -> Flow {
    let mut flow = Flow::start(config, entropy());
    reply(
        &mut flow,
        0.0,
        200,
        &[],
        &json!({"interaction_handle": "h"}).to_string(),
    );
    reply(&mut flow, 0.0, 200, &[], &response.to_string());
    flow
}

/// A response that is polled every 4 s.
pub(crate) fn polled() -> Value {
    json!({"remediation": {"value": [
        {"name": "challenge-poll", "href": "https://id.acme.example/poll", "refresh": 4000, "value": []},
        {"name": "skip", "href": "https://id.acme.example/skip", "value": []}
    ]}})
}

/// The request that the flow sends now.
pub(crate) fn request(flow: &Flow, seconds: f64) -> Request {
    match flow.next_action(at(seconds)) {
        Action::Send { request } => request,
        other => panic!("expected a request, got {other:?}"),
    }
}

/// How long the flow waits now, in seconds.
pub(crate) fn wait(flow: &Flow, seconds: f64) -> Option<f64> {
    flow.next_action(at(seconds))
        .wait()
        .map(|wait| wait.as_secs_f64())
}

/// Handles the response, at this second, to the request that is due within the next minute.
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

/// A response with a loopback challenge for two ports. `change` overrides members of the challenge.
pub(crate) fn device_challenge(change: Value) -> Value {
    let mut response = json!({
        "stateHandle": "02h",
        "remediation": {"value": [{"name": "device-challenge-poll", "href": "/poll",
            "refresh": 2000, "value": [{"name": "stateHandle", "value": "02h"}]}]},
        "authenticatorChallenge": {"value": {"challengeMethod": "LOOPBACK",
            "challengeRequest": "jwt", "domain": "http://localhost", "ports": ["6511", "6512"],
            "cancel": {"name": "cancel-polling", "href": "/poll/cancel",
                "value": [{"name": "stateHandle", "value": "02h"}]}}}});
    let challenge = response["authenticatorChallenge"]["value"].as_object_mut();
    challenge
        .unwrap()
        .extend(change.as_object().unwrap().clone());
    response
}

/// A flow with a loopback challenge for two ports.
pub(crate) fn loopback_flow() -> Flow {
    flow_at(&device_challenge(json!({})))
}

/// The URL and body of the request that follows responses with these statuses.
pub(crate) fn next_request(flow: &mut Flow, statuses: &[u16]) -> String {
    for status in statuses {
        reply(flow, 0.0, *status, &[], "");
    }
    let request = request(flow, 0.0);
    format!("{} {}", request.url, request.body.expose())
}

/// The URL and body of the request that cancels the challenge.
pub(crate) fn cancellation(reason: &str, status: Value) -> String {
    let body = json!({"reason": reason, "stateHandle": "02h", "statusCode": status});
    format!("https://id.acme.example/poll/cancel {body}")
}

/// A challenge by SMS, with a form to send the code again. It is polled every 4 s.
pub(crate) fn challenge() -> Value {
    json!({
        "currentAuthenticator": {"value": {"key": "phone_number", "id": "aut1",
            "resend": {"name": "resend", "href": "/resend", "value": []}}},
        "remediation": {"value": [
            {"name": "challenge-authenticator", "href": "/answer", "value": []},
            {"name": "challenge-poll", "href": "/poll", "refresh": 4000, "value": []}]}
    })
}

/// The remediations of `challenge`.
pub(crate) const CODE: &str = "challenge-authenticator";
pub(crate) const RESEND: &str = "currentAuthenticator-resend";

/// Submits an answer without values.
pub(crate) fn submit(flow: &mut Flow, remediation: &str, seconds: f64) -> Result<(), AnswerError> {
    let answer = answer(flow, remediation);
    flow.submit(answer, at(seconds))
}

/// A response without a form.
pub(crate) fn messages(text: &str, key: &str) -> String {
    let message = json!({"message": text, "class": "ERROR", "i18n": {"key": key}});
    json!({"version": "1.0.0", "messages": {"value": [message]}}).to_string()
}

/// The prompt that the flow shows now.
pub(crate) fn shown(flow: &Flow, seconds: f64) -> Arc<Prompt> {
    let action = flow.next_action(at(seconds));
    let prompt = action.prompt().cloned();
    prompt.unwrap_or_else(|| panic!("expected a prompt, got {action:?}"))
}
