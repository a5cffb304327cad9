//! The table of states in the documentation, held against the code: every cell.
#![expect(
    clippy::unwrap_used,
    reason = "tests say what they expect by panicking"
)]

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use idx_flow::{Action, Answer, Entropy, Flow, FlowConfig, RequestId, Response, StateName};

use serde_json::{Value, json};

const DOCUMENTATION: &str = include_str!("../src/lib.rs");
const STATES: [StateName; 5] = [
    StateName::Interact,
    StateName::Introspect,
    StateName::Prompt,
    StateName::Submit,
    StateName::Exchange,
];

#[test]
fn every_cell_of_the_table_is_what_the_code_does() {
    let table = table();
    for (event, cells) in &table {
        for (state, cell) in STATES.into_iter().zip(cells) {
            let before = flow_in(state, page_for(event, state));
            let mut flow = before.clone();
            happens(event, &mut flow);
            if cell == "·" {
                assert_eq!(flow, before, "{event} in {state:?}");
            } else {
                assert_eq!(
                    &format!("{:?}", name_after(event, &flow)),
                    cell,
                    "{event} in {state:?}"
                );
            }
        }
        for mut end in [done(), failed()] {
            let before = end.clone();
            happens(event, &mut end);
            assert_eq!(end, before, "{event} at the end");
        }
    }
    assert_eq!(table.len(), 29, "rows of the table");
}

/// Where the state stays the same, it is the next request that tells one row from another.
#[test]
fn what_okta_verify_says_decides_who_is_asked_next() {
    for (event, next) in [
        (
            "2xx to a probe",
            "Challenge http://localhost:6511/challenge",
        ),
        ("2xx to the challenge", "Poll https://id.acme.example/p"),
        (
            "nobody there, or another user's (503)",
            "Probe http://localhost:6512/probe",
        ),
        (
            "the same at the last port",
            "Submit https://id.acme.example/c",
        ),
        (
            "another error to the challenge",
            "Submit https://id.acme.example/c",
        ),
        (
            "no reply to the challenge",
            "Poll https://id.acme.example/p",
        ),
    ] {
        let event = format!("Okta Verify: {event}");
        let mut flow = flow_in(StateName::Prompt, page_for(&event, StateName::Prompt));
        happens(&event, &mut flow);
        let Action::Send { request } = flow.next_action(start_time()) else {
            panic!("nothing is sent after {event}")
        };
        assert_eq!(format!("{:?} {}", request.purpose, request.url), next);
    }
}

#[test]
fn without_a_form_to_end_a_challenge_the_page_is_polled() {
    let event = "Okta Verify: another error to the challenge";
    let mut page = page_for(event, StateName::Prompt);
    *page
        .pointer_mut("/authenticatorChallenge/value/cancel")
        .unwrap() = Value::Null;
    let mut flow = flow_in(StateName::Prompt, page.clone());
    happens(event, &mut flow);
    assert_eq!(flow.state(), StateName::Prompt);
    *page
        .pointer_mut("/authenticatorChallenge/value/ports")
        .unwrap() = json!([]);
    assert_eq!(flow_in(StateName::Prompt, page).state(), StateName::Prompt);
}

/// When every flow starts.
fn start_time() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_893_456_000)
}

/// The rows: event, and a cell for each state.
fn table() -> BTreeMap<String, Vec<String>> {
    let lines = DOCUMENTATION
        .lines()
        .filter_map(|line| line.strip_prefix("//! | "));
    let rows = lines.map(|line| line.trim_end_matches(" |").split(" | ").map(str::to_owned));
    let rows = rows.map(|mut cells| (cells.next().unwrap(), cells.collect::<Vec<_>>()));
    rows.filter(|(event, _)| event != "event").collect()
}

/// Time's up is a matter of the clock; all else of the state.
fn name_after(event: &str, flow: &Flow) -> StateName {
    match flow.next_action(at(event)) {
        Action::Failed { .. } => StateName::Failed,
        _ => flow.state(),
    }
}

fn at(event: &str) -> SystemTime {
    let late = event == "the server's time is up";
    start_time() + Duration::from_secs(if late { 601 } else { 0 })
}

fn happens(event: &str, flow: &mut Flow) {
    let reply = |flow: &mut Flow, status: u16, body: String| reply_to(flow, status, body, id(flow));
    let redirect = |flow: &mut Flow, query: &str| {
        let _ = flow.handle_redirect(&format!("app:/callback?{query}"));
    };
    let idx = |change: Value| {
        let mut page = json!({"version": "1.0.0"});
        page.as_object_mut()
            .unwrap()
            .extend(change.as_object().unwrap().clone());
        page.to_string()
    };
    match event {
        "reply: interaction handle" => {
            reply(flow, 200, json!({"interaction_handle": "h"}).to_string())
        }
        "reply: IDX with remediations" => reply(flow, 200, page().to_string()),
        "reply: IDX with a challenge that names nobody on this device" => {
            let mut page = page_for("Okta Verify", StateName::Prompt);
            *page
                .pointer_mut("/authenticatorChallenge/value/ports")
                .unwrap() = json!([]);
            reply(flow, 200, page.to_string());
        }
        "reply: IDX with an interaction code" => reply(flow, 200, idx(success())),
        "reply: IDX with neither" => reply(flow, 200, idx(json!({"messages": {"value": []}}))),
        "reply: IDX that leads to another origin" => {
            let form = json!({"name": "identify", "href": "https://evil.example/x", "value": []});
            reply(flow, 200, idx(json!({"remediation": {"value": [form]}})));
        }
        "reply: tokens" => reply(flow, 200, json!({"access_token": "a"}).to_string()),
        "reply: OAuth or API error" => {
            reply(flow, 400, json!({"error": "invalid_grant"}).to_string())
        }
        "reply: 4xx without JSON" => reply(flow, 404, "<html>".to_owned()),
        "reply: beyond the limits" => reply(flow, 200, " ".repeat(idx_flow::MAX_BODY + 1)),
        "reply: 429" => reply(flow, 429, String::new()),
        "reply: 5xx, HTML, empty or cut body" => reply(flow, 200, "<html>".to_owned()),
        "reply: JSON of another kind" => reply(flow, 200, "{}".to_owned()),
        "no reply" => flow.handle_failure(RequestId(id(flow)), start_time()),
        "reply to an older request" => {
            let older = id(flow) - 1;
            reply_to(flow, 200, page().to_string(), older);
        }
        "answer: a form" => {
            let _ = flow.submit(Answer::new("skip"));
        }
        "answer: an address to open" => {
            let _ = flow.submit(Answer::new("redirect-idp"));
        }
        "redirect with an interaction code" => redirect(flow, "state=st&interaction_code=c"),
        "redirect with interaction_required" => {
            redirect(flow, "state=st&error=interaction_required")
        }
        "redirect with another error" => redirect(flow, "state=st&error=access_denied"),
        "redirect with another flow's state" => redirect(flow, "state=other&interaction_code=c"),
        "Okta Verify: 2xx to a probe" => on_device(flow, &[Some(200)]),
        "Okta Verify: 2xx to the challenge" => on_device(flow, &[Some(200), Some(200)]),
        "Okta Verify: nobody there, or another user's (503)" => {
            let mut silent = flow.clone();
            on_device(&mut silent, &[None]);
            on_device(flow, &[Some(200), Some(503)]);
            assert_eq!(silent.state(), flow.state(), "{event}");
        }
        "Okta Verify: the same at the last port" => on_device(flow, &[Some(404), None]),
        "Okta Verify: another error to the challenge" => on_device(flow, &[Some(200), Some(400)]),
        "Okta Verify: no reply to the challenge" => on_device(flow, &[Some(200), None]),
        "Okta Verify: no reply to the challenge, and a poll that finds it open" => {
            let before = flow.clone();
            on_device(flow, &[Some(200), None]);
            if *flow != before {
                reply(flow, 200, page_for(event, StateName::Prompt).to_string());
            }
        }
        "the server's time is up" => {}
        other => panic!("the table has an event that this test does not know: {other}"),
    }
}

/// What comes back from this device, where it is asked at all; `None`: no reply.
fn on_device(flow: &mut Flow, statuses: &[Option<u16>]) {
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

/// The id of what is out, or would go out next.
fn id(flow: &Flow) -> u64 {
    match flow.next_action(start_time() + Duration::from_secs(30)) {
        Action::Send { request } => request.id.0,
        _ => 99,
    }
}

fn reply_to(flow: &mut Flow, status: u16, body: String, id: u64) {
    let response = Response {
        status,
        headers: Vec::new(),
        body: body.into_bytes(),
    };
    flow.handle_response(RequestId(id), response, start_time());
}

fn flow_in(state: StateName, page: Value) -> Flow {
    let config = FlowConfig::new("https://id.acme.example", "client", "app:/callback").unwrap();
    let config = config.scopes(["profile"]).state("st");
    let mut flow = Flow::start(config, Entropy::from([7; 96]));
    let reply = |flow: &mut Flow, body: Value| reply_to(flow, 200, body.to_string(), id(flow));
    if state > StateName::Interact {
        reply(&mut flow, json!({"interaction_handle": "h"}));
    }
    if state > StateName::Introspect {
        reply(&mut flow, page.clone());
    }
    match state {
        StateName::Submit => flow.submit(Answer::new("skip")).unwrap(),
        StateName::Introspect => {
            // with a page behind it, as after an answer whose reply was lost
            reply(&mut flow, page);
            flow.submit(Answer::new("skip")).unwrap();
            flow.handle_failure(RequestId(id(&flow)), start_time());
        }
        StateName::Exchange => reply(&mut flow, success()),
        _ => {}
    }
    assert_eq!(flow.state(), state);
    flow
}

fn done() -> Flow {
    let mut flow = flow_in(StateName::Exchange, page());
    happens("reply: tokens", &mut flow);
    assert_eq!(flow.state(), StateName::Done);
    flow
}

fn failed() -> Flow {
    let mut flow = flow_in(StateName::Prompt, page());
    happens("reply: IDX with neither", &mut flow);
    assert_eq!(flow.state(), StateName::Failed);
    flow
}

/// A page that polls, with a form and an address; good for ten minutes.
fn page() -> Value {
    json!({
        "expiresAt": "2030-01-01T00:10:00.000Z",
        "remediation": {"value": [
            {"name": "enroll-poll", "href": "https://id.acme.example/p", "refresh": 4000, "value": []},
            {"name": "skip", "href": "https://id.acme.example/s", "value": []},
            {"name": "redirect-idp", "href": "https://idp.example/"}
        ]}
    })
}

/// The same, where Okta Verify on this device is asked before there can be a code.
fn page_for(event: &str, state: StateName) -> Value {
    let mut page = page();
    if event.starts_with("Okta Verify") && state < StateName::Exchange {
        let challenge = json!({"value": {
            "challengeMethod": "LOOPBACK", "challengeRequest": "jwt",
            "domain": "http://localhost", "ports": ["6511", "6512"],
            "cancel": {"name": "cancel-polling", "href": "https://id.acme.example/c", "value": []}
        }});
        let members = page.as_object_mut().unwrap();
        members.insert("authenticatorChallenge".to_owned(), challenge);
    }
    page
}

fn success() -> Value {
    let code = json!({"name": "interaction_code", "value": "code"});
    json!({"successWithInteractionCode": {"href": "https://id.acme.example/oauth2/v1/token", "value": [code]}})
}
