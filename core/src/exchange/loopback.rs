//! Builds the requests to Okta Verify on this device. They contain no secrets of the flow.

use std::time::Duration;

use serde_json::json;

use super::{Header, Purpose, Request, RequestId};
use crate::prompt::loopback::{Loopback, LoopbackAddress};
use crate::secret::Secret;

/// The timeout of a challenge. It is long because Okta Verify may ask the user for biometrics first.
const CHALLENGE_TIMEOUT: Duration = Duration::from_secs(300);

/// Builds the request that asks whether Okta Verify listens at this address.
pub(crate) fn probe(id: RequestId, address: &LoopbackAddress, loopback: &Loopback) -> Request {
    let timeout = loopback.probe_timeout(address);
    request(id, Purpose::Probe, address.url("probe"), timeout)
}

/// Builds the request that sends the challenge, and nothing else, to this address.
pub(crate) fn challenge(id: RequestId, address: &LoopbackAddress, loopback: &Loopback) -> Request {
    let url = address.url("challenge");
    let body = json!({"challengeRequest": loopback.request.expose()});
    Request {
        method: "POST".to_owned(),
        headers: vec![Header::new("Content-Type", "application/json")],
        body: body.to_string().into(),
        ..request(id, Purpose::Challenge, url, CHALLENGE_TIMEOUT)
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
        is_background: true,
        timeout: Some(timeout),
    }
}
