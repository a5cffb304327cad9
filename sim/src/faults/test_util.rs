//! Helpers for the tests of faults. Each `interact` that reaches the org gets the next handle.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::Value;

use super::{Faults, Outcome, Rule};
use crate::{Org, Request, Response, Setup};

pub(super) const NOW: SystemTime = UNIX_EPOCH;

pub(super) fn interact() -> Request {
    let pairs = [
        ("client_id", "0oa1simulatedclient7"),
        ("scope", "openid"),
        ("redirect_uri", "com.example.app:/callback"),
        (
            "code_challenge",
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        ),
        ("code_challenge_method", "S256"),
        ("state", "s1"),
    ];
    Request::form("/oauth2/v1/interact", &pairs)
}

/// Returns the interaction handle of a response.
pub(super) fn handle(response: &Response) -> String {
    let body = response.body_json();
    let handle = body.get("interaction_handle").and_then(Value::as_str);
    handle.unwrap().to_owned()
}

/// Returns the handles of an org's first `interact` requests.
pub(super) fn handles(count: usize) -> Vec<String> {
    let mut org = Org::new(Setup::default());
    let responses = (0..count).map(|_| org.handle(&interact(), NOW));
    responses.map(|response| handle(&response)).collect()
}

/// Returns the outcomes of `count` `interact` requests with these rules.
pub(super) fn outcomes(rules: &[Rule], count: usize) -> Vec<Outcome> {
    let mut faults = Faults {
        rules: rules.to_vec(),
        ..Faults::default()
    };
    let mut org = Org::new(Setup::default());
    (0..count)
        .map(|_| faults.handle(&mut org, &interact(), NOW))
        .collect()
}

pub(super) fn response(outcome: &Outcome) -> Response {
    match outcome {
        Outcome::Reply(response) => response.clone(),
        other => panic!("expected a response: {other:?}"),
    }
}
