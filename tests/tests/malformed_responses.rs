//! The invariant bounded: no response causes a panic or unbounded allocation. After every response,
//! however malformed, the flow also satisfies the other invariants.

use std::sync::LazyLock;

use idx_flow::{Action, FailureKind, Flow, Header, MAX_BODY, Response, StateName};
use idx_flow_tests::describe::sample;
use idx_flow_tests::fixture::{self, Fixture, flow_in, noon, receive};
use idx_flow_tests::invariants;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, Value, json};

static FIXTURES: LazyLock<Vec<Fixture>> = LazyLock::new(fixture::all);

/// A flow in each state that waits for a response.
static FLOWS: LazyLock<Vec<Flow>> = LazyLock::new(|| STATES.map(flow_in).to_vec());
const STATES: [StateName; 5] = [
    StateName::Interact,
    StateName::Introspect,
    StateName::Prompt,
    StateName::Submit,
    StateName::Exchange,
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn a_truncated_response(flow in flow(), mut response in response(), at: Index) {
        let length = at.index(response.body.len() + 1);
        response.body.truncate(length);
        assert_valid_after(flow, &response)?;
    }

    #[test]
    fn a_response_with_changed_bytes(
        flow in flow(),
        mut response in response(),
        changes in prop::collection::vec((any::<Index>(), any::<u8>()), 1..9),
    ) {
        for (at, byte) in changes {
            if !response.body.is_empty() {
                let at = at.index(response.body.len());
                response.body[at] = byte;
            }
        }
        assert_valid_after(flow, &response)?;
    }

    #[test]
    fn a_response_with_replaced_values(
        flow in flow(),
        mut response in response(),
        changes in prop::collection::vec((any::<Index>(), misplaced_value()), 1..5),
    ) {
        if let Ok(mut json) = serde_json::from_slice::<Value>(&response.body) {
            for (at, value) in changes {
                let at = at.index(count(&json));
                *node(&mut json, &mut { at }).expect("an index below the count has a node") = value;
            }
            response.body = json.to_string().into_bytes();
        }
        assert_valid_after(flow, &response)?;
    }

    #[test]
    fn a_response_with_another_status_and_headers(
        flow in flow(),
        mut response in response(),
        status in prop_oneof![any::<u16>(), select(vec![200, 204, 302, 400, 401, 404, 408, 429, 503])],
        headers in prop::collection::vec((header(), ".{0,40}"), 0..4),
    ) {
        response.status = status;
        let headers = headers.into_iter();
        response.headers = headers.map(|(name, value)| Header::new(name, value)).collect();
        assert_valid_after(flow, &response)?;
    }

    #[test]
    fn a_random_response_of_known_names(flow in flow(), json in tree(), status in select(vec![200, 400, 429])) {
        let body = json.to_string().into_bytes();
        assert_valid_after(flow, &Response::new(status, [], body))?;
    }
}

#[test]
fn a_response_beyond_the_limits_ends_the_flow() {
    let brackets = "[".repeat(1_000_000);
    let deep = |depth: usize| {
        let inside = format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
        format!(r#"{{"version":"1.0.0","messages":{inside}}}"#)
    };
    let bodies = [
        deep(64),
        deep(10_000),
        format!(r#"{{"version":{brackets}"#),
        brackets,
        format!(r#"{{"version":"{}"}}"#, "x".repeat(MAX_BODY - 13)),
        " ".repeat(MAX_BODY + 1),
        format!(r#"{{"version":[{}0]}}"#, "0,".repeat(100_000)),
    ];
    for body in bodies {
        for (flow, state) in FLOWS.iter().zip(STATES) {
            let mut flow = flow.clone();
            receive(&mut flow, &ok(body.clone()));
            let head: String = body.chars().take(30).collect();
            match flow.next_action(noon()) {
                Action::Failed { failure } => assert_eq!(failure.kind, FailureKind::Protocol),
                other => panic!("{head}… in {state:?} results in {other:?}"),
            }
        }
    }
}

#[test]
fn a_response_of_the_maximum_size_is_accepted() {
    let form = json!({"name": "skip", "href": "/skip", "value": []});
    let mut json = json!({"remediation": {"value": [form]}, "padding": ""});
    let padding = MAX_BODY - json.to_string().len();
    json["padding"] = "x".repeat(padding).into();
    let mut flow = flow_in(StateName::Introspect);
    receive(&mut flow, &ok(json.to_string()));
    assert_eq!(flow.state(), StateName::Prompt);
}

fn ok(body: String) -> Response {
    Response::new(200, [], body.into_bytes())
}

/// Passes the response to the flow and asserts that the flow is still valid: pure-action,
/// restore-is-identity and same-origin hold, and every form can be submitted or is rejected without
/// a change.
fn assert_valid_after(mut flow: Flow, response: &Response) -> Result<(), TestCaseError> {
    receive(&mut flow, response);
    let action = flow.next_action(noon());
    prop_assert_eq!(&flow.next_action(noon()), &action);
    let restored = Flow::restore(&flow.snapshot());
    match flow.state() {
        // The engine cancels a device challenge without a valid port immediately. That submission,
        // like every other, is not saved.
        StateName::Submit => {
            prop_assert_eq!(restored.map(|flow| flow.state()), Ok(StateName::Introspect));
        }
        // The last response is not saved either after the end.
        StateName::Exchange | StateName::Done | StateName::Failed => {
            let next = restored.map(|flow| flow.next_action(noon()));
            prop_assert_eq!(next, Ok(action.clone()));
        }
        _ => prop_assert_eq!(&restored, &Ok(flow.clone())),
    }
    let _ = format!("{flow:?} {action:?}");
    assert_same_origin(&action)?;
    let Some(prompt) = action.prompt() else {
        return Ok(());
    };
    for remediation in &prompt.remediations {
        let mut flow = flow.clone();
        let before = flow.clone();
        match flow.submit(sample(prompt, remediation), noon()) {
            Ok(()) => assert_same_origin(&flow.next_action(noon()))?,
            Err(_) => prop_assert_eq!(flow, before),
        }
    }
    Ok(())
}

fn assert_same_origin(action: &Action) -> Result<(), TestCaseError> {
    match action {
        Action::Send { request } => {
            prop_assert!(invariants::is_allowed_target(
                request,
                "https://id.acme.example"
            ));
        }
        Action::Redirect { url, .. } => prop_assert!(url.starts_with("https://")),
        _ => {}
    }
    Ok(())
}

fn flow() -> impl Strategy<Value = Flow> {
    select(FLOWS.as_slice())
}

fn response() -> impl Strategy<Value = Response> {
    any::<Index>().prop_map(|index| index.get(&FIXTURES).response.clone())
}

fn header() -> impl Strategy<Value = String> {
    select(vec!["Retry-After", "X-Rate-Limit-Reset", "Date", "?"]).prop_map(str::to_owned)
}

/// A value that replaces a value of another kind.
fn misplaced_value() -> impl Strategy<Value = Value> {
    let deep = (0..70).fold(json!(1), |inner, _| json!([inner]));
    let numbers = [0, -1, i64::MIN, i64::MAX].map(Value::from).to_vec();
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        select(numbers),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        select(vec![
            json!([]),
            json!({}),
            json!([[null]]),
            json!({"value": {"form": 1}})
        ]),
        Just(deep),
        Just(Value::from("x".repeat(300_000))),
        Just(json!(vec![0; 3_000])),
        tree(),
    ]
}

/// A random JSON document of the names and values that IDX responses use.
fn tree() -> impl Strategy<Value = Value> {
    let texts = [
        "version",
        "stateHandle",
        "remediation",
        "value",
        "form",
        "options",
        "name",
        "href",
        "method",
        "refresh",
        "visible",
        "mutable",
        "required",
        "label",
        "type",
        "relatesTo",
        "messages",
        "i18n",
        "key",
        "message",
        "currentAuthenticator",
        "authenticators",
        "poll",
        "contextualData",
        "qrcode",
        "expiresAt",
        "cancel",
        "successWithInteractionCode",
        "error",
        "access_token",
        "id_token",
        "interaction_handle",
        "id",
        "enroll-poll",
        "redirect-idp",
        "identify",
        "interaction_code",
        "$.authenticators.value[9]",
        "/idp/idx/x",
        "GET",
        "true",
        "4000",
        "data:image/png;base64,AAAA",
        "https://evil.example/",
        "2030-01-01T00:00:00.000Z",
    ];
    let text = select(texts.to_vec()).prop_map(str::to_owned);
    let leaf = prop_oneof![
        4 => text.clone().prop_map(Value::from),
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
    ];
    leaf.prop_recursive(7, 96, 8, move |inner| {
        let member = (text.clone(), inner.clone());
        prop_oneof![
            1 => prop::collection::vec(inner, 0..5).prop_map(Value::from),
            3 => prop::collection::vec(member, 1..8)
                .prop_map(|members| Value::from(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

fn count(json: &Value) -> usize {
    let inner: usize = match json {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(members) => members.values().map(count).sum(),
        _ => 0,
    };
    1 + inner
}

/// Returns the node at this index, in depth-first order from the root.
fn node<'j>(json: &'j mut Value, index: &mut usize) -> Option<&'j mut Value> {
    if *index == 0 {
        return Some(json);
    }
    *index -= 1;
    match json {
        Value::Array(items) => items.iter_mut().find_map(|item| node(item, index)),
        Value::Object(members) => members.values_mut().find_map(|value| node(value, index)),
        _ => None,
    }
}
