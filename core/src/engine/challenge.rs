//! The life of a challenge to Okta Verify on the device at hand: met, kept through polls, let go.

use super::device;
use super::flow::Flow;
use super::page::Page;
use super::state::{Asked, Asking, State};
use crate::answer::Answer;
use crate::names::{ChallengeMethod, RemediationName as Name};
use crate::prompt::cancel;
use crate::wire::time::Timer;

/// How many challenges the engine takes up by itself before the user has said something again: a
/// server that has ever new ones does not scan the ports of the device, nor keep the flow busy.
const MOST: u8 = 4;

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
            self.asked = self.begin(page);
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
        self.challenges = if ends { MOST } else { 0 };
    }

    pub(super) fn set_asking(&mut self, step: Asking) {
        if let Some(asked) = &mut self.asked {
            asked.step = step;
        }
    }

    /// Whether this challenge is the first since the user has said something.
    pub(super) fn is_first_challenge(&self) -> bool {
        self.challenges <= 1
    }

    /// A challenge whose reply nobody waits for any more is not handed over again: whether Okta Verify
    /// has it, the server can be asked, and is at once. Says whether there was one.
    pub(crate) fn let_challenge_go(&mut self) -> bool {
        let is_out = matches!(
            self.asked,
            Some(Asked {
                step: Asking::Challenge(_),
                ..
            })
        );
        match &mut self.state {
            State::Prompt(turn) if is_out => turn.timer = Timer::over(),
            _ => return false,
        }
        self.set_asking(Asking::Over);
        true
    }

    /// The same for a page of a snapshot, also of one that knew of no challenges.
    pub(crate) fn take_up_challenge(&mut self) {
        if let Some(mut page) = self.page.take() {
            if self.asked.is_none() {
                self.asked = self.begin(&page);
            }
            self.name_challenge(&mut page);
            self.page = Some(page);
        }
    }

    fn begin(&mut self, page: &Page) -> Option<Asked> {
        let challenge = page.prompt.device_challenge.as_deref()?;
        let is_asked = challenge.loopback.is_some() && page.poll.is_some();
        let step = match is_asked && self.challenges < MOST {
            true => {
                self.challenges = self.challenges.saturating_add(1);
                Asking::Probe(0)
            }
            false => Asking::Over,
        };
        Some(Asked {
            number: self.turn,
            step,
        })
    }

    /// Gives the challenge its number, and tells it whose account is meant.
    fn name_challenge(&self, page: &mut Page) {
        let hint = self.config.parts.login_hint.as_deref();
        if let Some(asked) = self.asked {
            page.name_challenge(asked.number, hint);
        }
    }
}

/// How it is reached, what waits for it, and what ends it: the last names its transaction.
type Kind<'p> = (&'p ChallengeMethod, Option<&'p Name>, Option<&'p str>);

/// What makes a challenge the same as the one before.
fn kind(page: &Page) -> Option<Kind<'_>> {
    let challenge = page.prompt.device_challenge.as_deref()?;
    let polled = page.polled().map(|polled| &polled.name);
    let ending = device::ending(page).and_then(|form| form.href.as_deref());
    Some((&challenge.method, polled, ending))
}

#[cfg(test)]
mod tests {
    use super::super::trial::{
        after, at, cancel, challenged, loopback, on, reply, sent, start, waits,
    };
    use super::*;
    use crate::Action;
    use crate::exchange::Purpose;
    use serde_json::{Value as Plain, json};

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
        reply(&mut flow, 1.0, 200, &[], &challenged(json!({})).to_string());
        assert_eq!(waits(&flow, 1.0), Some(2.0));
    }

    #[test]
    fn a_server_that_challenges_for_ever_is_not_answered_for_ever() {
        let mut flow = loopback();
        for _ in 0..MOST {
            let ends = cancel("OV_UNREACHABLE_BY_LOOPBACK", Plain::Null);
            assert_eq!(after(&mut flow, &[404, 404]), ends);
            reply(&mut flow, 0.0, 200, &[], &challenged(json!({})).to_string());
        }
        assert_eq!(waits(&flow, 0.0), Some(2.0));
        assert_eq!(Flow::restore(&flow.snapshot()), Ok(flow));
    }

    #[test]
    fn a_link_is_opened_once_for_its_number() {
        let link = challenged(json!({"challengeMethod": "CUSTOM_URI",
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

    /// Everything that goes out within a minute, where Okta Verify and the server answer like this.
    fn busy(flow: &mut Flow, okta_verify: u16, page: impl Fn(usize) -> Plain) -> Vec<Purpose> {
        let mut sent = Vec::new();
        let mut seconds = 0.0;
        while seconds < 60.0 {
            match flow.next_action(at(seconds)) {
                Action::Send { request } => {
                    sent.push(request.purpose);
                    match request.is_to_device() {
                        true => reply(flow, seconds, okta_verify, &[], ""),
                        false => {
                            let polls = sent.len();
                            reply(flow, seconds, 200, &[], &page(polls).to_string());
                        }
                    }
                }
                action => seconds += action.wait().map_or(60.0, |wait| wait.as_secs_f64()),
            }
            assert!(sent.len() < 200, "{sent:?}");
        }
        sent
    }

    fn count(sent: &[Purpose], purpose: Purpose) -> usize {
        sent.iter().filter(|one| **one == purpose).count()
    }

    #[test]
    fn ever_new_challenges_neither_scan_the_device_nor_hurry_the_server() {
        for okta_verify in [200, 404] {
            let changing = |turn: usize| {
                let mut page = challenged(json!({"cancel": null}));
                page["remediation"]["value"][0]["name"] = json!(format!("invented-{turn}"));
                page
            };
            let mut flow = on(&changing(0));
            let sent = busy(&mut flow, okta_verify, changing);
            let probes = count(&sent, Purpose::Probe);
            assert!(probes <= usize::from(MOST) * 2, "{probes} probes");
            assert!(count(&sent, Purpose::Challenge) <= usize::from(MOST));
            // one at once, and then one every 2 s
            assert!(count(&sent, Purpose::Poll) <= 31, "{sent:?}");
        }
    }

    #[test]
    fn another_transaction_is_another_challenge() {
        let at_once = |id: &str| {
            let href = format!("/transactions/{id}/cancel");
            let cancel = json!({"name": "cancel-polling", "href": href, "value": []});
            challenged(json!({"cancel": cancel})).to_string()
        };
        let mut flow = on(&challenged(json!({})));
        for (transaction, purpose) in [("1", Purpose::Probe), ("1", Purpose::Poll)] {
            reply(&mut flow, 0.0, 200, &[], "");
            reply(&mut flow, 0.0, 200, &[], "");
            reply(&mut flow, 0.0, 200, &[], &at_once(transaction));
            assert_eq!(sent(&flow, 2.0).purpose, purpose);
        }
    }

    #[test]
    fn a_challenge_that_is_out_is_never_handed_over_again() {
        let mut page = challenged(json!({}));
        let idp = json!({"name": "redirect-idp", "href": "https://idp.example/"});
        page["remediation"]["value"]
            .as_array_mut()
            .unwrap()
            .push(idp);
        let mut flow = on(&page);
        reply(&mut flow, 0.0, 200, &[], "");
        let out = sent(&flow, 0.0);
        assert_eq!(out.purpose, Purpose::Challenge);

        let mut restored = Flow::restore(&flow.snapshot()).unwrap();
        assert_eq!(sent(&restored, 0.0).purpose, Purpose::Poll);
        assert_ne!(sent(&restored, 0.0).id, out.id);
        assert_eq!(Flow::restore(&restored.snapshot()), Ok(restored.clone()));
        reply(&mut restored, 0.0, 200, &[], &page.to_string());
        assert_eq!(waits(&restored, 0.0), Some(2.0));

        flow.submit(Answer::new("redirect-idp")).unwrap();
        flow.handle_redirect_cancelled();
        assert_eq!(sent(&flow, 0.0).purpose, Purpose::Poll);
        reply(&mut flow, 0.0, 200, &[], &page.to_string());
        assert_eq!(waits(&flow, 0.0), Some(2.0));
    }
}
