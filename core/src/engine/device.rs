//! Asking Okta Verify on the device at hand: whom to ask next, and how to end it.
//!
//! While the page has a loopback challenge, each address is probed, and whoever answers gets the
//! challenge. The page is polled only when that is over.

use super::flow::Flow;
use super::page::Page;
use super::state::{Asking, State, Submission};
use crate::answer::{Answer, build};
use crate::exchange::{Request, RequestId, device};
use crate::prompt::cancel;
use crate::prompt::loopback::Address;
use crate::prompt::remediation::Remediation;
use crate::prompt::value::Value;

/// What is to be asked on the device now, if anything.
pub(crate) fn request(flow: &Flow) -> Option<Request> {
    let (State::Prompt(turn), Some(page)) = (&flow.state, &flow.page) else {
        return None;
    };
    page.poll.as_ref()?;
    let loopback = page.prompt.device_challenge.as_ref()?.loopback.as_ref()?;
    let id = RequestId(flow.turn);
    match flow.asked?.step {
        _ if turn.redirect.is_some() => None,
        Asking::Probe(at) => Some(device::probe(id, loopback.addresses.get(at)?, loopback)),
        Asking::Challenge(at) => Some(device::challenge(id, loopback.addresses.get(at)?, loopback)),
        Asking::Unheard | Asking::Over => None,
    }
}

/// Whether there is an address of this number to ask.
pub(crate) fn has_address(page: &Page, at: usize) -> bool {
    at < addresses(page).len()
}

/// The first address behind this one that has another port: whoever spoke has the port for himself.
pub(crate) fn next_port(page: &Page, at: usize) -> usize {
    let addresses = addresses(page);
    let port = addresses.get(at).map(|address| address.port);
    let behind = addresses.iter().enumerate().skip(at);
    let other = behind.filter(|(_, address)| Some(address.port) != port);
    other
        .map(|(index, _)| index)
        .next()
        .unwrap_or(addresses.len())
}

fn addresses(page: &Page) -> &[Address] {
    let challenge = page.prompt.device_challenge.as_ref();
    let loopback = challenge.and_then(|challenge| challenge.loopback.as_ref());
    loopback.map_or(&[], |loopback| &loopback.addresses)
}

/// The form that ends the page's challenge.
pub(super) fn ending(page: &Page) -> Option<&Remediation> {
    let challenge = page.prompt.device_challenge.as_deref()?;
    page.prompt.remediation(challenge.ending.as_deref()?)
}

/// The same, filled in: it tells the server why nobody on the device will answer.
pub(crate) fn end(
    flow: &Flow,
    page: &Page,
    reason: &str,
    status: Option<u16>,
) -> Option<Submission> {
    let form = ending(page)?;
    let url = flow.config.issuer.own(form.href.as_deref()?)?;
    let mut answer = Answer::new(&form.id);
    if form.field(cancel::REASON).is_some() {
        answer = answer.with(cancel::REASON, reason);
    }
    if let (Some(status), Some(_)) = (status, form.field(cancel::STATUS)) {
        answer = answer.with(cancel::STATUS, Value::Integer(status.into()));
    }
    Some(Submission {
        method: form.method.clone(),
        url,
        accepts: form.accepts.clone(),
        body: build(form, &answer),
    })
}

#[cfg(test)]
mod tests {
    use super::super::state::StateName;
    use super::super::trial::{after, at, cancel, challenged, loopback, on, reply, sent, waits};
    use crate::exchange::Purpose;
    use serde_json::{Value as Plain, json};

    #[test]
    fn whoever_answers_a_probe_gets_the_challenge_and_the_poll_comes_at_once() {
        let mut flow = loopback();
        assert_eq!(after(&mut flow, &[]), "http://localhost:6511/probe ");
        assert_eq!(after(&mut flow, &[404]), "http://localhost:6512/probe ");
        let challenge = r#"http://localhost:6512/challenge {"challengeRequest":"jwt"}"#;
        assert_eq!(after(&mut flow, &[200]), challenge);
        assert!(flow.shown(at(0.0)).prompt().is_some());
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
            assert!(request.timeout.is_some() && request.background && request.is_to_device());
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
