//! WebAuthn responses: a valid one is accepted. An invalid one is rejected with an error, and the flow is
//! unchanged.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "tests state their expectations by panicking"
)]

use std::sync::LazyLock;

use idx_flow::{Answer, AnswerError, CeremonyKind, Flow, StateName};
use idx_flow_tests::fixture::{flow_in, named, noon, receive};
use passkey_types::encoding::base64url;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

/// Flows at the prompts that ask for a ceremony.
static FLOWS: LazyLock<Vec<Flow>> = LazyLock::new(|| {
    let prompts = [
        "challenge/webauthn.json",
        "challenge/webauthn-appid-only.json",
        "enroll/webauthn.json",
        "enroll/passkey-promotion.json",
        "prompts/identify-with-passkey-autofill.json",
        "prompts/identify-with-passkey-launch.json",
    ];
    prompts.map(flow_at).to_vec()
});

fn flow_at(prompt: &str) -> Flow {
    let mut flow = flow_in(StateName::Introspect);
    receive(&mut flow, &named(prompt).response);
    flow
}

/// A platform's response to the prompt's ceremony.
fn valid_response(flow: &Flow) -> Value {
    let ceremony = flow.prompt().unwrap().ceremony().unwrap();
    let options: Value = serde_json::from_str(&ceremony.options).unwrap();
    let kind = match ceremony.kind {
        CeremonyKind::Create => "webauthn.create",
        CeremonyKind::Get => "webauthn.get",
    };
    let client_data = json!({"type": kind, "challenge": options["challenge"],
        "origin": "https://id.acme.example", "crossOrigin": false});
    let client_data = base64url(client_data.to_string().as_bytes());
    let response = match ceremony.kind {
        CeremonyKind::Create => json!({"clientDataJSON": client_data, "attestationObject": "o2Nm",
            "transports": ["internal"], "authenticatorData": "AAED", "publicKeyAlgorithm": -7}),
        CeremonyKind::Get => json!({"clientDataJSON": client_data, "authenticatorData": "AAED",
            "signature": "AAEE", "userHandle": "AAEF"}),
    };
    json!({"id": "AAEC", "rawId": "AAEC", "type": "public-key", "response": response,
        "authenticatorAttachment": "platform", "clientExtensionResults": {}})
}

/// Submits the response, and returns whether it was accepted. Asserts that the flow is unchanged if
/// it was not.
fn is_accepted(flow: &Flow, response: &str) -> Result<bool, TestCaseError> {
    let mut after = flow.clone();
    let answer = Answer::webauthn(flow.prompt().unwrap(), response);
    let submitted = answer.and_then(|answer| after.submit(answer, noon()));
    match &submitted {
        Ok(()) => prop_assert_eq!(after.state(), StateName::Submit),
        Err(AnswerError::Webauthn { .. } | AnswerError::NotOffered { .. }) => {
            prop_assert_eq!(&after, flow);
        }
        Err(other) => prop_assert!(false, "{other}"),
    }
    Ok(submitted.is_ok())
}

#[test]
fn a_valid_response_is_accepted_at_each_prompt() {
    for flow in FLOWS.iter() {
        assert!(is_accepted(flow, &valid_response(flow).to_string()).unwrap());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_random_text_is_rejected(flow in select(FLOWS.as_slice()), text in ".{0,200}") {
        prop_assert!(!is_accepted(&flow, &text)?);
    }

    #[test]
    fn random_json_is_rejected(flow in select(FLOWS.as_slice()), json in any_value()) {
        prop_assert!(!is_accepted(&flow, &json.to_string())?);
    }

    #[test]
    fn a_response_with_a_changed_member_is_accepted_or_rejected(
        flow in select(FLOWS.as_slice()),
        name in select(vec!["id", "type", "response", "clientDataJSON", "authenticatorData",
            "attestationObject", "signature", "userHandle", "transports", "clientExtensionResults"]),
        value in any_value(),
    ) {
        let mut response = valid_response(&flow);
        match response["response"].get_mut(name) {
            Some(member) => *member = value,
            None => response[name] = value,
        }
        is_accepted(&flow, &response.to_string())?;
    }
}

fn any_value() -> impl Strategy<Value = Value> {
    let texts = [
        "public-key",
        "webauthn.get",
        "AAEC",
        "+/8=",
        "a",
        "",
        "e30",
        "{}",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        select(texts.to_vec()).prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        let key = select(vec![
            "type",
            "id",
            "response",
            "clientDataJSON",
            "challenge",
        ]);
        let member = (key.prop_map(str::to_owned), inner.clone());
        prop_oneof![
            prop::collection::vec(inner, 0..4).prop_map(Value::from),
            prop::collection::vec(member, 0..5)
                .prop_map(|members| Value::from(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}
