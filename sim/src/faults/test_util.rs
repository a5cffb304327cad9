//! What the tests of this folder share: one kind of exchange that shows what the org saw.

use std::time::{SystemTime, UNIX_EPOCH};

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

/// The handle of a reply: the org gives every `interact` that it sees another one.
pub(super) fn handle(response: &Response) -> Option<String> {
    let body = response.body_json();
    Some(body.get("interaction_handle")?.as_str()?.to_owned())
}

/// The handles that an org gives to its first `interact`s.
pub(super) fn handles(count: usize) -> Vec<String> {
    let mut org = Org::new(Setup::default());
    let replies = (0..count).map(|_| org.handle(&interact(), NOW));
    replies.map(|reply| handle(&reply).unwrap()).collect()
}

/// The outcomes of `count` times `interact` in the weather of `rules`.
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

pub(super) fn reply(outcome: &Outcome) -> Response {
    match outcome {
        Outcome::Reply(response) => response.clone(),
        other => panic!("expected a reply: {other:?}"),
    }
}
