//! Requests to Okta Verify on this device: selects the next address, and cancels the challenge.
//!
//! While the prompt has a loopback challenge, the engine probes one address after the other and sends
//! the challenge to the first that answers. The prompt is polled only after that.

use super::flow::Flow;
use super::parsed_response::ParsedResponse;
use super::state::{LoopbackStep, Submission};
use super::submission::build_submission;
use crate::answer::Answer;
use crate::exchange::{Request, RequestId, loopback as requests};
use crate::prompt::cancel;
use crate::prompt::loopback::LoopbackAddress;
use crate::prompt::remediation::Remediation;
use crate::prompt::value::Value;

/// The request that goes to Okta Verify now, if any.
pub(super) fn request(flow: &Flow) -> Option<Request> {
    let (state, response) = flow.at_prompt()?;
    if state.redirect.is_some() || response.poll.is_none() {
        return None;
    }
    let challenge = response.prompt.device_challenge.as_ref()?;
    let loopback = challenge.loopback.as_ref()?;
    let address = |index: usize| loopback.addresses.get(index);
    let id = RequestId(flow.request_id);
    match flow.device_challenge?.step {
        LoopbackStep::Probe(index) => Some(requests::probe(id, address(index)?, loopback)),
        LoopbackStep::Challenge(index) => Some(requests::challenge(id, address(index)?, loopback)),
        LoopbackStep::ReplyLost | LoopbackStep::Done => None,
    }
}

/// Whether the challenge lists an address at this index.
pub(super) fn has_address(response: &ParsedResponse, index: usize) -> bool {
    index < addresses(response).len()
}

/// The index of the next address with another port: the Okta Verify at this one is another user's.
pub(super) fn next_port(response: &ParsedResponse, index: usize) -> usize {
    let addresses = addresses(response);
    let port = addresses.get(index).map(|address| address.port);
    let later = addresses.iter().enumerate().skip(index);
    later
        .filter(|(_, address)| Some(address.port) != port)
        .map(|(index, _)| index)
        .next()
        .unwrap_or(addresses.len())
}

/// The form that cancels the prompt's challenge.
pub(super) fn cancel_form(response: &ParsedResponse) -> Option<&Remediation> {
    let challenge = response.prompt.device_challenge.as_deref()?;
    let id = challenge.cancel_form.as_deref()?;
    response.prompt.remediation(id)
}

/// The submission that cancels the challenge and tells the server the reason.
pub(super) fn cancellation(
    flow: &Flow,
    response: &ParsedResponse,
    reason: &str,
    status: Option<u16>,
) -> Option<Submission> {
    let form = cancel_form(response)?;
    let mut answer = Answer::unbound(&form.id);
    if form.field(cancel::REASON).is_some() {
        answer = answer.with(cancel::REASON, reason);
    }
    if let (Some(status), Some(_)) = (status, form.field(cancel::STATUS)) {
        answer = answer.with(cancel::STATUS, Value::Integer(status.into()));
    }
    build_submission(&flow.config.issuer, form, &answer)
}

fn addresses(response: &ParsedResponse) -> &[LoopbackAddress] {
    let challenge = response.prompt.device_challenge.as_ref();
    let loopback = challenge.and_then(|challenge| challenge.loopback.as_ref());
    loopback.map_or(&[], |loopback| &loopback.addresses)
}

#[cfg(test)]
mod tests {
    use super::super::state::StateName;
    use super::super::test_util::{
        at, cancellation, device_challenge, flow_at, loopback_flow, next_request, reply, request,
        wait,
    };
    use crate::exchange::Purpose;
    use serde_json::{Value as Plain, json};

    #[test]
    fn the_challenge_follows_a_successful_probe_and_the_poll_follows_immediately() {
        let mut flow = loopback_flow();
        assert_eq!(next_request(&mut flow, &[]), "http://localhost:6511/probe ");
        let second_port = "http://localhost:6512/probe ";
        assert_eq!(next_request(&mut flow, &[404]), second_port);
        let challenge = r#"http://localhost:6512/challenge {"challengeRequest":"jwt"}"#;
        assert_eq!(next_request(&mut flow, &[200]), challenge);
        assert!(flow.screen(at(0.0)).prompt().is_some());
        let poll = r#"https://id.acme.example/poll {"stateHandle":"02h"}"#;
        assert_eq!(next_request(&mut flow, &[200]), poll);
        reply(
            &mut flow,
            0.0,
            200,
            &[],
            &device_challenge(json!({"challengeRequest": "jwt2"})).to_string(),
        );
        assert_eq!(wait(&flow, 0.0), Some(2.0));
    }

    #[test]
    fn a_loopback_request_contains_no_secrets_of_the_flow() {
        let mut flow = loopback_flow();
        for purpose in [Purpose::Probe, Purpose::Challenge] {
            let request = request(&flow, 0.0);
            assert_eq!(request.purpose, purpose);
            let names: Vec<_> = request.headers.iter().map(|header| &header.name).collect();
            assert!(
                names.iter().all(|name| *name == "Content-Type"),
                "{names:?}"
            );
            assert!(request.timeout.is_some() && request.is_background && request.is_loopback());
            reply(&mut flow, 0.0, 200, &[], "");
        }
    }

    #[test]
    fn the_next_port_is_tried_after_the_okta_verify_of_another_user() {
        let https = json!({"httpsDomain": "https://a.authenticatorlocalprod.com"});
        let mut flow = flow_at(&device_challenge(https));
        let first = "https://a.authenticatorlocalprod.com:6511/probe ";
        assert_eq!(next_request(&mut flow, &[]), first);
        let next = "https://a.authenticatorlocalprod.com:6512/probe ";
        assert_eq!(next_request(&mut flow, &[200, 503]), next);
    }

    #[test]
    fn the_cancellation_contains_the_reason() {
        let unreachable = cancellation("OV_UNREACHABLE_BY_LOOPBACK", Plain::Null);
        for statuses in [[404, 500].as_slice(), &[404, 200, 503]] {
            assert_eq!(next_request(&mut loopback_flow(), statuses), unreachable);
        }
        let error = cancellation("OV_RETURNED_ERROR", json!(400));
        assert_eq!(next_request(&mut loopback_flow(), &[200, 400]), error);
        let mut foreign = flow_at(&device_challenge(json!({"domain": "http://evil.example"})));
        assert_eq!(next_request(&mut foreign, &[]), unreachable);
        assert_eq!(foreign.prompt().unwrap().diagnostics.len(), 1);
    }

    #[test]
    fn without_a_form_to_cancel_the_challenge_the_prompt_is_polled() {
        let mut flow = flow_at(&device_challenge(json!({"cancel": null})));
        reply(&mut flow, 0.0, 404, &[], "");
        reply(&mut flow, 0.0, 404, &[], "");
        assert_eq!(
            (flow.state(), wait(&flow, 0.0)),
            (StateName::Prompt, Some(2.0))
        );
    }

    #[test]
    fn a_poll_decides_whether_a_challenge_without_a_reply_is_canceled() {
        let mut flow = loopback_flow();
        reply(&mut flow, 0.0, 200, &[], "");
        flow.handle_failure(request(&flow, 0.0).id, at(30.0));
        assert_eq!(request(&flow, 30.0).purpose, Purpose::Poll);
        // a failed poll decides nothing
        flow.handle_failure(request(&flow, 30.0).id, at(30.0));
        assert_eq!(wait(&flow, 30.0), Some(2.0));
        let pending = device_challenge(json!({})).to_string();
        reply(&mut flow, 32.0, 200, &[], &pending);
        let canceled = cancellation("OV_RETURNED_ERROR", json!(0));
        assert_eq!(next_request(&mut flow, &[]), canceled);
    }

    #[test]
    fn the_challenge_is_canceled_with_its_own_form() {
        let mut response = device_challenge(json!({}));
        let other = json!({"name": "cancel-polling", "href": "/other", "value": []});
        response["currentAuthenticator"] = json!({"value": {"cancel": other}});
        let mut flow = flow_at(&response);
        let unreachable = cancellation("OV_UNREACHABLE_BY_LOOPBACK", Plain::Null);
        assert_eq!(next_request(&mut flow, &[404, 404]), unreachable);
    }

    #[test]
    fn a_form_without_a_reason_is_sent_without_one() {
        let form = json!({"name": "cancel-transaction", "href": "/end",
            "value": [{"name": "stateHandle", "value": "02h"}]});
        let mut flow = flow_at(&device_challenge(json!({"cancel": form})));
        let expected = r#"https://id.acme.example/end {"stateHandle":"02h"}"#;
        assert_eq!(next_request(&mut flow, &[200, 400]), expected);
    }
}
