//! Checks every cell of the state table in the crate's documentation against the code.
#![expect(clippy::unwrap_used, reason = "a panic fails the test")]

mod responses;

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use idx_flow::{Action, Answer, Entropy, Flow, FlowConfig, RequestId, Response, StateName};
use serde_json::{Value, json};

use responses::{prompt, prompt_with_challenge, response_for, response_of, success};

const DOCUMENTATION: &str = include_str!("../../src/lib.rs");
const STATES: [StateName; 5] = [
    StateName::Interact,
    StateName::Introspect,
    StateName::Prompt,
    StateName::Submit,
    StateName::Exchange,
];

#[test]
fn every_cell_of_the_table_matches_the_code() {
    let table = table();
    for (event, cells) in &table {
        if event.starts_with("new flow") {
            check_start(event, cells);
            continue;
        }
        for (state, cell) in STATES.into_iter().zip(cells) {
            if cell == "–" {
                continue;
            }
            let before = flow_in(state, event);
            let mut flow = before.clone();
            apply(event, &mut flow);
            if cell == "·" {
                assert_eq!(flow, before, "{event} in {state:?}");
            } else {
                assert_eq!(&state_after(&flow), cell, "{event} in {state:?}");
            }
        }
        let done = flow_after("response: tokens", StateName::Exchange);
        let failed = flow_after("response: IDX without a next step", StateName::Prompt);
        for mut flow in [done, failed] {
            assert!(flow.state() >= StateName::Done);
            let before = flow.clone();
            apply(event, &mut flow);
            assert_eq!(flow, before, "{event} after the end");
        }
    }
    assert_eq!(table.len(), 41, "rows of the table");
}

/// Rows with the same next state differ in their next request.
#[test]
fn the_response_of_okta_verify_decides_the_next_request() {
    let challenge = "Challenge http://localhost:6511/challenge";
    let next_port = "Probe http://localhost:6512/probe";
    let poll = "Poll https://id.acme.example/p";
    let cancel = "Submit https://id.acme.example/c";
    let probe_fails = "the probe fails, or the challenge returns 503";
    for (event, next) in [
        ("the probe succeeds (2xx)", challenge),
        ("the challenge succeeds (2xx)", poll),
        (probe_fails, next_port),
        ("the same at the last port", cancel),
        ("the challenge returns another error", cancel),
        ("no response to the challenge", poll),
    ] {
        let event = format!("Okta Verify: {event}");
        let mut flow = flow_in(StateName::Prompt, &event);
        apply(&event, &mut flow);
        let Action::Send { request } = flow.next_action(start_time()) else {
            panic!("no request after {event}")
        };
        assert_eq!(format!("{:?} {}", request.purpose, request.url), next);
    }
}

#[test]
fn without_a_form_to_cancel_the_challenge_the_prompt_is_polled() {
    let event = "Okta Verify: the challenge returns another error";
    let mut response = response_for(event, StateName::Prompt);
    let challenge = "/authenticatorChallenge/value";
    *response
        .pointer_mut(&format!("{challenge}/cancel"))
        .unwrap() = Value::Null;
    let mut flow = flow_with(StateName::Prompt, event, response.clone());
    apply(event, &mut flow);
    assert_eq!(flow.state(), StateName::Prompt);
    *response.pointer_mut(&format!("{challenge}/ports")).unwrap() = json!([]);
    let flow = flow_with(StateName::Prompt, event, response);
    assert_eq!(flow.state(), StateName::Prompt);
}

/// The time at which every flow starts.
fn start_time() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_893_456_000)
}

/// The rows of the table: the event, and a cell for each state.
fn table() -> BTreeMap<String, Vec<String>> {
    let lines = DOCUMENTATION
        .lines()
        .filter_map(|line| line.strip_prefix("//! | "));
    let rows = lines.map(|line| line.trim_end_matches(" |").split(" | ").map(str::to_owned));
    let rows = rows.map(|mut cells| (cells.next().unwrap(), cells.collect::<Vec<_>>()));
    rows.filter(|(event, _)| event != "event").collect()
}

/// Checks that a new flow starts in the state whose cell is `start`.
fn check_start(event: &str, cells: &[String]) {
    let expected = STATES.into_iter().zip(cells);
    let expected: Vec<_> = expected.filter(|(_, cell)| *cell == "start").collect();
    let [(state, _)] = expected.as_slice() else {
        panic!("{event}: expected one start, got {expected:?}")
    };
    let config = match event {
        "new flow with a state token" => config(event).with_state_token("02token"),
        _ => config(event),
    };
    let flow = Flow::start(config, Entropy::new([7; 96]).unwrap());
    assert_eq!(flow.state(), *state, "{event}");
}

fn state_after(flow: &Flow) -> String {
    match flow.next_action(start_time()) {
        Action::DoneWithCode { .. } => "DoneWithCode".to_owned(),
        _ => format!("{:?}", flow.state()),
    }
}

fn apply(event: &str, flow: &mut Flow) {
    if let Some((status, body)) = response_of(event) {
        return reply_to(flow, status, body, current_id(flow));
    }
    let redirect = |flow: &mut Flow, query: &str| {
        let _ = flow.handle_redirect(&format!("app:/callback?{query}"), start_time());
    };
    match event {
        "no response" => flow.handle_failure(RequestId(current_id(flow)), start_time()),
        "response to an older request" => {
            let older = current_id(flow) - 1;
            reply_to(flow, 200, prompt().to_string(), older);
        }
        "Okta Verify: the probe succeeds (2xx)" => reply_from_device(flow, &[Some(200)]),
        "Okta Verify: the challenge succeeds (2xx)" => {
            reply_from_device(flow, &[Some(200), Some(200)]);
        }
        "Okta Verify: the probe fails, or the challenge returns 503" => {
            let mut probe_failed = flow.clone();
            reply_from_device(&mut probe_failed, &[None]);
            reply_from_device(flow, &[Some(200), Some(503)]);
            assert_eq!(probe_failed.state(), flow.state(), "{event}");
        }
        "Okta Verify: the same at the last port" => reply_from_device(flow, &[Some(404), None]),
        "Okta Verify: the challenge returns another error" => {
            reply_from_device(flow, &[Some(200), Some(400)]);
        }
        "Okta Verify: no response to the challenge" => reply_from_device(flow, &[Some(200), None]),
        "Okta Verify: no response, and the next poll has the same challenge" => {
            let before = flow.clone();
            reply_from_device(flow, &[Some(200), None]);
            if *flow != before {
                let body = prompt_with_challenge().to_string();
                reply_to(flow, 200, body, current_id(flow));
            }
        }
        "answer: a form" => {
            answer(flow, "skip");
        }
        "answer: a URL to open" => {
            answer(flow, "redirect-idp");
        }
        "redirect: interaction code" | "redirect: interaction code (`stop_at_code`)" => {
            redirect(flow, "state=st&interaction_code=c");
        }
        "redirect: `interaction_required`" => redirect(flow, "state=st&error=interaction_required"),
        "redirect: code of an email" => redirect(flow, "state=st&otp=123456"),
        "redirect: another error" => redirect(flow, "state=st&error=access_denied"),
        "redirect: the `state` of another flow" => redirect(flow, "state=other&interaction_code=c"),
        "redirect canceled" => {
            answer(flow, "redirect-idp");
            flow.cancel_redirect(start_time());
        }
        "last request after the expiry: no response" => {
            if let Action::Send { request } = flow.next_action(after_expiry()) {
                flow.handle_failure(request.id, after_expiry());
            }
        }
        "last request after the expiry: IDX with the same expiry" => {
            reply_after_expiry(flow, &prompt());
        }
        "last request after the expiry: IDX with a later expiry" => {
            let mut later = prompt();
            *later.pointer_mut("/expiresAt").unwrap() = json!("2030-01-01T00:20:00.000Z");
            reply_after_expiry(flow, &later);
        }
        unknown => panic!("the test does not know the event: {unknown}"),
    }
}

/// Reports these statuses for loopback requests, if the flow sends any. `None`: no response.
fn reply_from_device(flow: &mut Flow, statuses: &[Option<u16>]) {
    for status in statuses {
        if let Action::Send { request } = flow.next_action(start_time())
            && request.is_loopback()
        {
            match status {
                Some(status) => reply_to(flow, *status, String::new(), request.id.0),
                None => flow.handle_failure(request.id, start_time()),
            }
        }
    }
}

/// A second after the expiry of the prompt.
fn after_expiry() -> SystemTime {
    start_time() + Duration::from_secs(601)
}

fn reply_after_expiry(flow: &mut Flow, body: &Value) {
    if let Action::Send { request } = flow.next_action(after_expiry()) {
        let response = Response::new(200, [], body.to_string().into_bytes());
        flow.handle_response(request.id, response, after_expiry());
    }
}

/// Answers the newest prompt. The result is ignored: most states accept no answer.
fn answer(flow: &mut Flow, remediation: &str) {
    if let Some(prompt) = flow.prompt().cloned() {
        let _ = flow.submit(Answer::new(&prompt, remediation), start_time());
    }
}

/// The id of the current request, or of the next one.
fn current_id(flow: &Flow) -> u64 {
    match flow.next_action(start_time() + Duration::from_secs(30)) {
        Action::Send { request } => request.id.0,
        _ => 99,
    }
}

fn reply_to(flow: &mut Flow, status: u16, body: String, id: u64) {
    let response = Response::new(status, [], body.into_bytes());
    flow.handle_response(RequestId(id), response, start_time());
}

fn config(event: &str) -> FlowConfig {
    let config = FlowConfig::new("https://id.acme.example", "client", "app:/callback").unwrap();
    let config = config.with_scopes(["profile"]).with_state("st").unwrap();
    match event.ends_with("(`stop_at_code`)") {
        true => config.stop_at_code(),
        false => config,
    }
}

/// A flow in this state, set up for this event.
fn flow_in(state: StateName, event: &str) -> Flow {
    let flow = flow_with(state, event, response_for(event, state));
    assert_eq!(flow.state(), state);
    flow
}

/// A flow that has received this response on its way to the state.
fn flow_with(state: StateName, event: &str, response: Value) -> Flow {
    let mut flow = Flow::start(config(event), Entropy::new([7; 96]).unwrap());
    let reply = |flow: &mut Flow, body: Value| {
        reply_to(flow, 200, body.to_string(), current_id(flow));
    };
    if state > StateName::Interact {
        reply(&mut flow, json!({"interaction_handle": "h"}));
    }
    if state > StateName::Introspect {
        reply(&mut flow, response.clone());
    }
    match state {
        StateName::Submit => answer(&mut flow, "skip"),
        StateName::Introspect => {
            // as after a lost answer, so that there is a prompt which can expire
            reply(&mut flow, response);
            answer(&mut flow, "skip");
            flow.handle_failure(RequestId(current_id(&flow)), start_time());
        }
        StateName::Exchange => reply(&mut flow, success()),
        _ => {}
    }
    flow
}

/// A flow in this state, after this event.
fn flow_after(event: &str, state: StateName) -> Flow {
    let mut flow = flow_in(state, event);
    apply(event, &mut flow);
    flow
}
