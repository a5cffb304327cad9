//! The version of a prompt, the deadline, and the expiry of tokens by a clock that differs from the
//! server's. The unit tests of core cover the related cases: ports below 1024
//! (`prompt/loopback.rs`), `X-Rate-Limit-Reset` with `Retry-After` (`exchange/reply.rs`), and the last
//! response, which a snapshot does not have after the end (`engine/transitions/idx.rs`).
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "tests state their expectations by panicking"
)]

use std::time::{Duration, SystemTime};

use idx_flow::{
    Action, Answer, AnswerError, FailureKind, Flow, Header, Response, StateName, Tokens,
};
use idx_flow_tests::fixture::{flow_in, named, noon, receive};
use serde_json::{Value, json};

const HOUR: Duration = Duration::from_secs(3600);

/// A polled prompt with this WebAuthn challenge and state handle.
fn webauthn(challenge: &str, handle: &str) -> Response {
    let text = String::from_utf8(named("challenge/webauthn.json").response.body).unwrap();
    let mut json: Value = serde_json::from_str(&text).unwrap();
    let data = "/currentAuthenticator/value/contextualData/challengeData/challenge";
    *json.pointer_mut(data).unwrap() = challenge.into();
    let forms = json.pointer_mut("/remediation/value").unwrap();
    let poll = json!({"name": "challenge-poll", "href": "/idp/idx/challenge/poll",
        "refresh": 4000, "value": []});
    forms.as_array_mut().unwrap().push(poll);
    let old_handle = json["stateHandle"].as_str().unwrap().to_owned();
    let body = json.to_string().replace(&old_handle, handle);
    Response::new(200, [], body.into_bytes())
}

#[test]
fn a_rotated_webauthn_challenge_is_a_new_prompt_but_a_rotated_handle_is_not() {
    let mut flow = flow_in(StateName::Introspect);
    receive(&mut flow, &webauthn("Y2hhbGxlbmdlLTE", "02handle-1"));
    let first = flow.prompt().unwrap().clone();
    let answer = Answer::new(&first, "launch-webauthn-authenticator");
    receive(&mut flow, &webauthn("Y2hhbGxlbmdlLTE", "02handle-2"));
    assert_eq!(flow.prompt().unwrap().version, first.version);
    assert_eq!(flow.clone().submit(answer.clone(), noon()), Ok(()));

    receive(&mut flow, &webauthn("Y2hhbGxlbmdlLTI", "02handle-2"));
    let second = flow.prompt().unwrap();
    assert_eq!(second.version, first.version + 1);
    assert_ne!(second.ceremonies, first.ceremonies);
    assert_eq!(flow.submit(answer, noon()), Err(AnswerError::StalePrompt));
}

#[test]
fn an_interaction_code_has_no_deadline() {
    let forms = json!([{"name": "challenge-poll", "href": "/poll", "refresh": 4000, "value": []}]);
    let prompt = json!({"expiresAt": "2030-06-01T00:10:10.000Z", "remediation": {"value": forms}});
    let mut flow = flow_in(StateName::Introspect);
    receive(
        &mut flow,
        &Response::new(200, [], prompt.to_string().into_bytes()),
    );
    let left = flow.expires_in(noon()).unwrap();
    assert_eq!(left, Duration::from_secs(600));
    receive(&mut flow, &named("success/interaction-code.json").response);
    assert_eq!(flow.state(), StateName::Exchange);
    assert_eq!(flow.expires_in(noon()), None);
    let late = noon() + left + HOUR;
    let Action::Send { request } = flow.next_action(late) else {
        panic!("the code is not exchanged after the expiry of the prompt")
    };
    flow.handle_failure(request.id, late);
    assert_eq!(flow.state(), StateName::Exchange);
    assert_eq!(
        Flow::restore(&flow.snapshot()).unwrap().expires_in(late),
        None
    );
}

/// Delivers the tokens at this time of the host. The server's clock shows noon.
fn tokens_at(now: SystemTime) -> Result<Tokens, FailureKind> {
    let mut flow = flow_in(StateName::Exchange);
    let Action::Send { request } = flow.next_action(now) else {
        panic!("nothing is sent")
    };
    let date = Header::new("Date", "Sat, 01 Jun 2030 00:00:10 GMT");
    let body = named("oauth/token-full.json").response.body;
    flow.handle_response(request.id, Response::new(200, [date], body), now);
    match flow.next_action(now) {
        Action::Done { tokens } => Ok(*tokens),
        Action::Failed { failure } => Err(failure.kind),
        other => panic!("{other:?}"),
    }
}

#[test]
fn tokens_expire_by_the_hosts_clock_even_if_it_differs_from_the_servers() {
    for now in [noon() - 2 * HOUR, noon(), noon() + 2 * HOUR] {
        let tokens = tokens_at(now).unwrap();
        assert_eq!(tokens.expires_in, Some(HOUR));
        assert_eq!(tokens.expires_at, Some(now + HOUR));
    }
}

#[test]
fn the_servers_clock_corrects_the_validation_by_at_most_a_day() {
    for now in [noon() - 26 * HOUR, noon() + 26 * HOUR] {
        assert_eq!(tokens_at(now), Err(FailureKind::TokenRejected));
    }
    for now in [noon() - 23 * HOUR, noon() + 23 * HOUR] {
        assert!(tokens_at(now).is_ok());
    }
}
