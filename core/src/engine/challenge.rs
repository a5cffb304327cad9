//! Bookkeeping for FastPass challenges: which one is in progress, and how many were started.

use super::flow::Flow;
use super::loopback;
use super::parsed_response::ParsedResponse;
use super::state::{DeviceChallengeState, LoopbackStep, State};
use crate::answer::Answer;
use crate::names::{ChallengeMethod, RemediationName as Name};
use crate::prompt::cancel;

/// The number of loopback challenges that the engine starts without an answer by the user in between.
/// It keeps a server that sends ever new challenges from scanning the device's ports.
const MAX_AUTOMATIC_CHALLENGES: u8 = 4;

/// Compares the challenge of a new prompt with the one in progress: a poll usually brings the same
/// challenge again.
pub(super) fn track_device_challenge(flow: &mut Flow, response: &mut ParsedResponse) {
    let is_same = matches!(flow.state, State::Prompt(_))
        && flow.device_challenge.is_some()
        && flow
            .response
            .as_ref()
            .is_some_and(|before| identity(before) == identity(response));
    if !is_same {
        flow.device_challenge = start_challenge(flow, response);
    }
    annotate_challenge(flow, response);
}

/// Adjusts the budget of automatic challenges to the user's answer: every answer resets it, except
/// that canceling a challenge uses it up, even if the server misses the cancellation.
pub(super) fn reset_challenge_budget(flow: &mut Flow, answer: &Answer) {
    let form = flow
        .response
        .as_ref()
        .and_then(|response| response.prompt.remediation(&answer.remediation));
    let is_cancel = form.is_some_and(|form| cancel::is_challenge_cancel(&form.name));
    flow.automatic_challenges = if is_cancel {
        MAX_AUTOMATIC_CHALLENGES
    } else {
        0
    };
}

/// Moves the challenge in progress to its next step.
pub(super) fn set_step(flow: &mut Flow, step: LoopbackStep) {
    if let Some(challenge) = &mut flow.device_challenge {
        challenge.step = step;
    }
}

/// Whether no other loopback challenge was started since the user's last answer.
pub(super) fn is_first_challenge(flow: &Flow) -> bool {
    flow.automatic_challenges <= 1
}

/// Whether the challenge has been sent to Okta Verify and the reply is outstanding.
pub(super) fn is_awaiting_reply(flow: &Flow) -> bool {
    let step = flow.device_challenge.map(|challenge| challenge.step);
    matches!(step, Some(LoopbackStep::Challenge(_)))
}

/// Sets up the challenge of a restored prompt. Its step may be missing from the snapshot.
pub(super) fn restore_device_challenge(flow: &mut Flow) {
    if let Some(mut response) = flow.response.take() {
        if flow.device_challenge.is_none() {
            flow.device_challenge = start_challenge(flow, &response);
        }
        annotate_challenge(flow, &mut response);
        flow.response = Some(response);
    }
}

fn start_challenge(flow: &mut Flow, response: &ParsedResponse) -> Option<DeviceChallengeState> {
    let challenge = response.prompt.device_challenge.as_deref()?;
    let is_loopback = challenge.loopback.is_some() && response.poll.is_some();
    let step = if is_loopback && flow.automatic_challenges < MAX_AUTOMATIC_CHALLENGES {
        flow.automatic_challenges = flow.automatic_challenges.saturating_add(1);
        LoopbackStep::Probe(0)
    } else {
        LoopbackStep::Done
    };
    Some(DeviceChallengeState {
        number: flow.request_id,
        step,
    })
}

/// Adds the challenge's number and the expected user's login to the prompt.
fn annotate_challenge(flow: &Flow, response: &mut ParsedResponse) {
    let login_hint = flow.config.parts.login_hint.as_deref();
    if let Some(challenge) = flow.device_challenge {
        response.annotate_challenge(challenge.number, login_hint);
    }
}

/// What identifies a challenge: its method, the form that polls for it, and the URL that cancels it,
/// which names its transaction.
type Identity<'p> = (&'p ChallengeMethod, Option<&'p Name>, Option<&'p str>);

fn identity(response: &ParsedResponse) -> Option<Identity<'_>> {
    let challenge = response.prompt.device_challenge.as_deref()?;
    let poll_form = response.poll_form().map(|form| &form.name);
    let cancel_form = loopback::cancel_form(response);
    let cancel_url = cancel_form.and_then(|form| form.href.as_deref());
    Some((&challenge.method, poll_form, cancel_url))
}

#[cfg(test)]
mod tests {
    use super::super::test_util::{
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
        for _ in 0..MAX_AUTOMATIC_CHALLENGES {
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
                    match request.is_loopback() {
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
            assert!(
                probes <= usize::from(MAX_AUTOMATIC_CHALLENGES) * 2,
                "{probes} probes"
            );
            assert!(count(&sent, Purpose::Challenge) <= usize::from(MAX_AUTOMATIC_CHALLENGES));
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
        flow.cancel_redirect();
        assert_eq!(sent(&flow, 0.0).purpose, Purpose::Poll);
        reply(&mut flow, 0.0, 200, &[], &page.to_string());
        assert_eq!(waits(&flow, 0.0), Some(2.0));
    }
}
