//! Requests to Okta Verify on this device: which address is next, and how the challenge is canceled.
//!
//! While the prompt has a loopback challenge, the engine probes one address after the other and sends
//! the challenge to the first that answers. The prompt is polled only after that.

use super::flow::Flow;
use super::parsed_response::ParsedResponse;
use super::state::{LoopbackStep, State, Submission};
use super::submission::build_submission;
use crate::answer::Answer;
use crate::exchange::{Request, RequestId, loopback as requests};
use crate::prompt::cancel;
use crate::prompt::loopback::LoopbackAddress;
use crate::prompt::remediation::Remediation;
use crate::prompt::value::Value;

/// The request that goes to Okta Verify now, if any.
pub(super) fn request(flow: &Flow) -> Option<Request> {
    let (State::Prompt(state), Some(response)) = (&flow.state, &flow.response) else {
        return None;
    };
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

/// The index of the next address with another port: the port of this one is taken.
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
    let mut answer = Answer::new(&form.id);
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
        after, at, cancel, challenged, loopback, on, reply, sent, waits,
    };
    use crate::exchange::Purpose;
    use serde_json::{Value as Plain, json};

    #[test]
    fn whoever_answers_a_probe_gets_the_challenge_and_the_poll_comes_at_once() {
        let mut flow = loopback();
        assert_eq!(after(&mut flow, &[]), "http://localhost:6511/probe ");
        assert_eq!(after(&mut flow, &[404]), "http://localhost:6512/probe ");
        let challenge = r#"http://localhost:6512/challenge {"challengeRequest":"jwt"}"#;
        assert_eq!(after(&mut flow, &[200]), challenge);
        assert!(flow.screen(at(0.0)).prompt().is_some());
        let poll = r#"https://id.acme.example/poll {"stateHandle":"02h"}"#;
        assert_eq!(after(&mut flow, &[200]), poll);
        reply(
            &mut flow,
            0.0,
            200,
            &[],
            &challenged(json!({"challengeRequest": "anew"})).to_string(),
        );
        assert_eq!(waits(&flow, 0.0), Some(2.0));
    }

    #[test]
    fn what_goes_to_the_device_has_nothing_of_the_flow() {
        let mut flow = loopback();
        for purpose in [Purpose::Probe, Purpose::Challenge] {
            let request = sent(&flow, 0.0);
            assert_eq!(request.purpose, purpose);
            let names: Vec<_> = request.headers.iter().map(|one| &one.name).collect();
            assert!(
                names.iter().all(|name| *name == "Content-Type"),
                "{names:?}"
            );
            assert!(request.timeout.is_some() && request.background && request.is_loopback());
            reply(&mut flow, 0.0, 200, &[], "");
        }
    }

    #[test]
    fn another_users_okta_verify_leads_to_the_next_port() {
        let https = json!({"httpsDomain": "https://a.authenticatorlocalprod.com"});
        let mut flow = on(&challenged(https));
        let first = "https://a.authenticatorlocalprod.com:6511/probe ";
        assert_eq!(after(&mut flow, &[]), first);
        let next = "https://a.authenticatorlocalprod.com:6512/probe ";
        assert_eq!(after(&mut flow, &[200, 503]), next);
    }

    #[test]
    fn the_server_hears_why_nobody_answers() {
        let unreachable = cancel("OV_UNREACHABLE_BY_LOOPBACK", Plain::Null);
        assert_eq!(after(&mut loopback(), &[404, 500]), unreachable);
        assert_eq!(after(&mut loopback(), &[404, 200, 503]), unreachable);
        let refused = cancel("OV_RETURNED_ERROR", json!(400));
        assert_eq!(after(&mut loopback(), &[200, 400]), refused);
        let nowhere = on(&challenged(json!({"domain": "http://evil.example"})));
        assert_eq!(after(&mut nowhere.clone(), &[]), unreachable);
        assert_eq!(nowhere.prompt().unwrap().diagnostics.len(), 1);
    }

    #[test]
    fn without_a_form_to_end_it_the_page_is_polled() {
        let mut flow = on(&challenged(json!({"cancel": null})));
        reply(&mut flow, 0.0, 404, &[], "");
        reply(&mut flow, 0.0, 404, &[], "");
        assert_eq!(
            (flow.state(), waits(&flow, 0.0)),
            (StateName::Prompt, Some(2.0))
        );
    }

    #[test]
    fn where_okta_verify_was_not_heard_the_server_is_asked_before_it_ends() {
        let mut flow = loopback();
        reply(&mut flow, 0.0, 200, &[], "");
        flow.handle_failure(sent(&flow, 0.0).id, at(30.0));
        assert_eq!(sent(&flow, 30.0).purpose, Purpose::Poll);
        // what cannot be polled either says nothing
        flow.handle_failure(sent(&flow, 30.0).id, at(30.0));
        assert_eq!(waits(&flow, 30.0), Some(2.0));
        reply(
            &mut flow,
            32.0,
            200,
            &[],
            &challenged(json!({})).to_string(),
        );
        assert_eq!(after(&mut flow, &[]), cancel("OV_RETURNED_ERROR", json!(0)));
    }

    #[test]
    fn the_form_of_the_challenges_own_place_ends_it() {
        let mut page = challenged(json!({}));
        let other = json!({"name": "cancel-polling", "href": "/other", "value": []});
        page["currentAuthenticator"] = json!({"value": {"cancel": other}});
        let unreachable = cancel("OV_UNREACHABLE_BY_LOOPBACK", Plain::Null);
        assert_eq!(after(&mut on(&page), &[404, 404]), unreachable);
    }

    #[test]
    fn an_end_that_has_no_room_for_a_reason_gets_none() {
        let bare = json!({"name": "cancel-transaction", "href": "/end",
            "value": [{"name": "stateHandle", "value": "02h"}]});
        let mut flow = on(&challenged(json!({"cancel": bare})));
        let end = r#"https://id.acme.example/end {"stateHandle":"02h"}"#;
        assert_eq!(after(&mut flow, &[200, 400]), end);
    }
}
