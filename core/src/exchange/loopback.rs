//! The requests to Okta Verify on the device at hand: nothing of the flow is in them.

use std::time::Duration;

use serde_json::json;

use super::{Header, Purpose, Request, RequestId};
use crate::prompt::loopback::{Loopback, LoopbackAddress};
use crate::secret::Secret;

/// How long Okta Verify may take: it may ask the user for a finger first.
const CHALLENGE: Duration = Duration::from_secs(300);

/// Is Okta Verify listening there?
pub(crate) fn probe(id: RequestId, at: &LoopbackAddress, loopback: &Loopback) -> Request {
    request(
        id,
        Purpose::Probe,
        at.url("probe"),
        loopback.probe_timeout(at),
    )
}

/// Hands over the challenge, and nothing else.
pub(crate) fn challenge(id: RequestId, at: &LoopbackAddress, loopback: &Loopback) -> Request {
    let body = json!({"challengeRequest": loopback.request.expose()});
    Request {
        method: "POST".to_owned(),
        headers: vec![Header {
            name: "Content-Type".to_owned(),
            value: "application/json".to_owned(),
        }],
        body: body.to_string().into(),
        ..request(id, Purpose::Challenge, at.url("challenge"), CHALLENGE)
    }
}

fn request(id: RequestId, purpose: Purpose, url: String, timeout: Duration) -> Request {
    Request {
        id,
        purpose,
        method: "GET".to_owned(),
        url,
        headers: Vec::new(),
        body: Secret::default(),
        background: true,
        timeout: Some(timeout),
    }
}
