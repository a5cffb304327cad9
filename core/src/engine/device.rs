//! Asking Okta Verify on the device at hand: whom to ask next, and how to end it.
//!
//! While the page has a loopback challenge, each address is probed, and whoever answers gets the
//! challenge. The page is polled only when that is over.

use super::flow::Flow;
use super::page::Page;
use super::state::{Asked, Asking, State, Submission};
use crate::answer::{Answer, build};
use crate::exchange::{Request, RequestId, device};
use crate::names::{ChallengeMethod, RemediationName as Name};
use crate::prompt::cancel;
use crate::prompt::loopback::Address;
use crate::prompt::remediation::{Place, Remediation};
use crate::prompt::value::Value;

/// How often the engine ends challenges by itself before the user has said something again: a server
/// that answers each end with a new challenge is not asked for ever.
const MOST_CANCELS: u8 = 3;

impl Flow {
    /// Notes how far the device of a new page has been asked: a poll brings the same challenge again.
    pub(super) fn meet_challenge(&mut self, page: &mut Page) {
        let is_same = matches!(self.state, State::Prompt(_))
            && self.asked.is_some()
            && self
                .page
                .as_ref()
                .is_some_and(|before| kind(before) == kind(page));
        if !is_same {
            self.asked = begin(self, page);
        }
        self.name_challenge(page);
    }

    /// Whoever has answered may be challenged again; whoever has ended a challenge is left alone,
    /// even where the server did not hear it.
    pub(super) fn note_answer(&mut self, answer: &Answer) {
        let answered = self
            .prompt()
            .and_then(|page| page.remediation(&answer.remediation));
        let ends = answered.is_some_and(|one| cancel::ends_challenge(&one.name));
        self.cancels = if ends { MOST_CANCELS } else { 0 };
    }

    pub(super) fn set_asking(&mut self, step: Asking) {
        if let Some(asked) = &mut self.asked {
            asked.step = step;
        }
    }

    /// The same for a page of a snapshot, also of one that knew of no challenges.
    pub(crate) fn take_up_challenge(&mut self) {
        if let Some(mut page) = self.page.take() {
            self.asked = self.asked.or_else(|| begin(self, &page));
            self.name_challenge(&mut page);
            self.page = Some(page);
        }
    }

    /// Gives the challenge its number, and tells it whose account is meant.
    fn name_challenge(&self, page: &mut Page) {
        let hint = self.config.parts.login_hint.as_deref();
        if let Some(asked) = self.asked {
            page.name_challenge(asked.number, hint);
        }
    }
}

fn begin(flow: &Flow, page: &Page) -> Option<Asked> {
    let challenge = page.prompt.device_challenge.as_deref()?;
    let is_asked = challenge.loopback.is_some() && page.poll.is_some();
    Some(Asked {
        number: flow.turn,
        step: match is_asked && flow.cancels < MOST_CANCELS {
            true => Asking::Probe(0),
            false => Asking::Over,
        },
    })
}

/// What makes a challenge the same as the one before.
fn kind(page: &Page) -> Option<(&ChallengeMethod, Option<&Name>)> {
    let challenge = page.prompt.device_challenge.as_deref()?;
    Some((&challenge.method, page.polled().map(|polled| &polled.name)))
}

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
        Asking::Over => None,
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

/// The form that tells the server why nobody on the device will answer.
pub(crate) fn ending(
    flow: &Flow,
    page: &Page,
    reason: &str,
    status: Option<u16>,
) -> Option<Submission> {
    let ends = |one: &&Remediation| {
        one.place == Place::Authenticator && one.is_form && cancel::ends_challenge(&one.name)
    };
    let form = page.prompt.remediations.iter().find(ends)?;
    let url = flow.config.issuer.own(form.href.as_deref()?)?;
    let answer = Answer::new(&form.id).with(cancel::REASON, reason);
    let answer = match status {
        Some(status) => answer.with(cancel::STATUS, Value::Integer(status.into())),
        None => answer,
    };
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
    use super::super::trial::{at, on, reply, sent, start, waits};
    use super::*;
    use crate::Action;
    use crate::exchange::Purpose;
    use serde_json::{Value as Plain, json};

    fn page(challenge: Plain) -> Plain {
        let mut page = json!({
            "stateHandle": "02h",
            "remediation": {"value": [{"name": "device-challenge-poll", "href": "/poll",
                "refresh": 2000, "value": [{"name": "stateHandle", "value": "02h"}]}]},
            "authenticatorChallenge": {"value": {"challengeMethod": "LOOPBACK",
                "challengeRequest": "jwt", "domain": "http://localhost", "ports": ["6511", "6512"],
                "cancel": {"name": "cancel-polling", "href": "/poll/cancel",
                    "value": [{"name": "stateHandle", "value": "02h"}]}}}});
        let value = page["authenticatorChallenge"]["value"].as_object_mut();
        value
            .unwrap()
            .extend(challenge.as_object().unwrap().clone());
        page
    }

    fn loopback() -> Flow {
        on(&page(json!({})))
    }

    /// What goes out, after the statuses that came in before it.
    fn after(flow: &mut Flow, statuses: &[u16]) -> String {
        for status in statuses {
            reply(flow, 0.0, *status, &[], "");
        }
        let request = sent(flow, 0.0);
        format!("{} {}", request.url, request.body.expose())
    }

    fn cancel(reason: &str, status: Plain) -> String {
        let body = json!({"reason": reason, "stateHandle": "02h", "statusCode": status});
        format!("https://id.acme.example/poll/cancel {body}")
    }

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
            &page(json!({"challengeRequest": "anew"})).to_string(),
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
        let mut flow = on(&page(https));
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
        let mut flow = loopback();
        reply(&mut flow, 0.0, 200, &[], "");
        flow.handle_failure(sent(&flow, 0.0).id, at(300.0));
        assert_eq!(after(&mut flow, &[]), cancel("OV_RETURNED_ERROR", json!(0)));
        let nowhere = on(&page(json!({"domain": "http://evil.example"})));
        assert_eq!(after(&mut nowhere.clone(), &[]), unreachable);
        assert_eq!(nowhere.prompt().unwrap().diagnostics.len(), 1);
    }

    #[test]
    fn without_a_form_to_end_it_the_page_is_polled() {
        let mut flow = on(&page(json!({"cancel": null})));
        reply(&mut flow, 0.0, 404, &[], "");
        reply(&mut flow, 0.0, 404, &[], "");
        assert_eq!(
            (flow.state(), waits(&flow, 0.0)),
            (StateName::Prompt, Some(2.0))
        );
    }

    #[test]
    fn the_user_may_end_it_while_a_probe_is_out() {
        let mut flow = loopback();
        let probe = sent(&flow, 0.0);
        flow.submit(Answer::new("authenticatorChallenge-cancel"))
            .unwrap();
        let before = flow.clone();
        flow.handle_failure(probe.id, at(0.1));
        assert_eq!(flow, before);
        assert_eq!(after(&mut flow, &[]), cancel("USER_CANCELED", Plain::Null));
        // the server did not hear it: the user is asked, and not the device
        flow.handle_failure(sent(&flow, 1.0).id, at(1.0));
        reply(&mut flow, 1.0, 200, &[], &page(json!({})).to_string());
        assert_eq!(waits(&flow, 1.0), Some(2.0));
    }

    #[test]
    fn a_server_that_challenges_for_ever_is_not_answered_for_ever() {
        let mut flow = loopback();
        for _ in 0..MOST_CANCELS {
            let ends = cancel("OV_UNREACHABLE_BY_LOOPBACK", Plain::Null);
            assert_eq!(after(&mut flow, &[404, 404]), ends);
            reply(&mut flow, 0.0, 200, &[], &page(json!({})).to_string());
        }
        assert_eq!(waits(&flow, 0.0), Some(2.0));
        assert_eq!(Flow::restore(&flow.snapshot()), Ok(flow));
    }

    #[test]
    fn a_link_is_opened_once_for_its_number() {
        let link = page(json!({"challengeMethod": "CUSTOM_URI",
            "href": "com-okta-authenticator:/deviceChallenge?challengeRequest=jwt"}));
        let mut flow = start();
        flow.config = flow.config.clone().login_hint("ada@acme.example");
        let handle = json!({"interaction_handle": "h"}).to_string();
        reply(&mut flow, 0.0, 200, &[], &handle);
        reply(&mut flow, 0.0, 200, &[], &link.to_string());
        let challenge = |flow: &Flow| match flow.next_action(at(0.0)) {
            Action::Wait { prompt, .. } => prompt.unwrap().device_challenge.clone().unwrap(),
            other => panic!("{other:?}"),
        };
        let first = challenge(&flow);
        let href = first.href.as_ref().unwrap().expose();
        assert!(
            href.ends_with("=jwt&login_hint=ada%40acme.example"),
            "{href}"
        );
        assert_eq!(challenge(&Flow::restore(&flow.snapshot()).unwrap()), first);
        reply(&mut flow, 0.0, 200, &[], &link.to_string());
        assert_eq!(challenge(&flow).number, first.number);
        flow.submit(Answer::new("authenticatorChallenge-cancel"))
            .unwrap();
        reply(&mut flow, 0.0, 200, &[], &link.to_string());
        assert_ne!(challenge(&flow).number, first.number);
    }
}
