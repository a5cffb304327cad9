//! Bookkeeping for FastPass challenges: which one is in progress, and how many were started.

use super::flow::Flow;
use super::loopback;
use super::parsed_response::ParsedResponse;
use super::state::{DeviceChallengeState, LoopbackStep, State};
use crate::answer::Answer;
use crate::names::{ChallengeMethod, RemediationName as Name};
use crate::prompt::cancel;

/// The number of challenges that the engine starts without an answer by the user in between: loopback
/// challenges, and forms of Apple's single sign-on extension. It prevents a server that keeps sending
/// new challenges from scanning the device's ports, and endless loops.
const MAX_AUTOMATIC_CHALLENGES: u8 = 4;

/// Compares the challenge of a new prompt with the one in progress: a poll usually returns the same
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

/// Counts a challenge that the engine starts by itself. Returns whether the budget allows it.
pub(super) fn spend_budget(flow: &mut Flow) -> bool {
    let is_allowed = flow.automatic_challenges < MAX_AUTOMATIC_CHALLENGES;
    if is_allowed {
        flow.automatic_challenges = flow.automatic_challenges.saturating_add(1);
    }
    is_allowed
}

/// Moves the challenge in progress to its next step.
pub(super) fn set_step(flow: &mut Flow, step: LoopbackStep) {
    if let Some(challenge) = &mut flow.device_challenge {
        challenge.step = step;
    }
}

/// Whether this is the first loopback challenge since the user's last answer.
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
    let step = match is_loopback && spend_budget(flow) {
        true => LoopbackStep::Probe(0),
        false => LoopbackStep::Done,
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

/// The identity of a challenge: its method, the form that polls for it, and the URL that cancels it,
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
        answer, at, cancellation, device_challenge, flow_at, loopback_flow, next_request, reply,
        request, start, wait,
    };
    use super::*;
    use crate::Action;
    use crate::exchange::Purpose;
    use serde_json::{Value as Plain, json};

    fn submit(flow: &mut Flow, remediation: &str) {
        let answer = answer(flow, remediation);
        flow.submit(answer, at(0.0)).unwrap();
    }

    #[test]
    fn the_user_can_cancel_a_challenge_while_a_probe_is_in_progress() {
        let mut flow = loopback_flow();
        let probe = request(&flow, 0.0);
        submit(&mut flow, "authenticatorChallenge-cancel");
        let before = flow.clone();
        flow.handle_failure(probe.id, at(0.1));
        assert_eq!(flow, before);
        let canceled = cancellation("USER_CANCELED", Plain::Null);
        assert_eq!(next_request(&mut flow, &[]), canceled);
        // if the cancellation is lost, Okta Verify is not challenged again
        flow.handle_failure(request(&flow, 1.0).id, at(1.0));
        let pending = device_challenge(json!({})).to_string();
        reply(&mut flow, 1.0, 200, &[], &pending);
        assert_eq!(wait(&flow, 1.0), Some(2.0));
    }

    #[test]
    fn the_number_of_automatic_challenges_is_limited() {
        let mut flow = loopback_flow();
        let pending = device_challenge(json!({})).to_string();
        for _ in 0..MAX_AUTOMATIC_CHALLENGES {
            let canceled = cancellation("OV_UNREACHABLE_BY_LOOPBACK", Plain::Null);
            assert_eq!(next_request(&mut flow, &[404, 404]), canceled);
            reply(&mut flow, 0.0, 200, &[], &pending);
        }
        assert_eq!(wait(&flow, 0.0), Some(2.0));
        assert_eq!(Flow::restore(&flow.snapshot()), Ok(flow));
    }

    #[test]
    fn a_challenge_keeps_its_number_until_it_is_canceled() {
        let response = device_challenge(json!({"challengeMethod": "CUSTOM_URI",
            "href": "com-okta-authenticator:/deviceChallenge?challengeRequest=jwt"}));
        let mut flow = start();
        flow.config = flow.config.clone().with_login_hint("ada@acme.example");
        let handle = json!({"interaction_handle": "h"}).to_string();
        reply(&mut flow, 0.0, 200, &[], &handle);
        reply(&mut flow, 0.0, 200, &[], &response.to_string());
        let challenge = |flow: &Flow| match flow.next_action(at(0.0)) {
            Action::Wait { prompt, .. } => prompt.unwrap().device_challenge.clone().unwrap(),
            other => panic!("expected a prompt that waits, got {other:?}"),
        };
        let first = challenge(&flow);
        let href = first.href.as_ref().unwrap().expose();
        assert!(
            href.ends_with("=jwt&login_hint=ada%40acme.example"),
            "{href}"
        );
        assert_eq!(challenge(&Flow::restore(&flow.snapshot()).unwrap()), first);
        reply(&mut flow, 0.0, 200, &[], &response.to_string());
        assert_eq!(challenge(&flow).number, first.number);
        submit(&mut flow, "authenticatorChallenge-cancel");
        reply(&mut flow, 0.0, 200, &[], &response.to_string());
        assert_ne!(challenge(&flow).number, first.number);
    }

    /// Runs the flow for a minute, and returns the purposes of its requests. `okta_verify` is the status
    /// of Okta Verify, and `response` makes the server's responses.
    fn run_for_a_minute(
        flow: &mut Flow,
        okta_verify: u16,
        response: impl Fn(usize) -> Plain,
    ) -> Vec<Purpose> {
        let mut sent = Vec::new();
        let mut seconds = 0.0;
        while seconds < 60.0 {
            match flow.next_action(at(seconds)) {
                Action::Send { request } => {
                    sent.push(request.purpose);
                    match request.is_loopback() {
                        true => reply(flow, seconds, okta_verify, &[], ""),
                        false => {
                            let response = response(sent.len()).to_string();
                            reply(flow, seconds, 200, &[], &response);
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
        sent.iter().filter(|sent| **sent == purpose).count()
    }

    #[test]
    fn a_series_of_new_challenges_causes_few_probes_and_no_faster_polls() {
        for okta_verify in [200, 404] {
            let new_challenge = |number: usize| {
                let mut response = device_challenge(json!({"cancel": null}));
                response["remediation"]["value"][0]["name"] = json!(format!("new-{number}"));
                response
            };
            let mut flow = flow_at(&new_challenge(0));
            let sent = run_for_a_minute(&mut flow, okta_verify, new_challenge);
            let probes = count(&sent, Purpose::Probe);
            assert!(
                probes <= usize::from(MAX_AUTOMATIC_CHALLENGES) * 2,
                "{probes} probes"
            );
            assert!(count(&sent, Purpose::Challenge) <= usize::from(MAX_AUTOMATIC_CHALLENGES));
            // the first immediately, then one every 2 s
            assert!(count(&sent, Purpose::Poll) <= 31, "{sent:?}");
        }
    }

    #[test]
    fn the_challenge_of_another_transaction_is_sent() {
        let in_transaction = |id: &str| {
            let href = format!("/transactions/{id}/cancel");
            let cancel = json!({"name": "cancel-polling", "href": href, "value": []});
            device_challenge(json!({"cancel": cancel})).to_string()
        };
        let mut flow = flow_at(&device_challenge(json!({})));
        for (transaction, purpose) in [("1", Purpose::Probe), ("1", Purpose::Poll)] {
            reply(&mut flow, 0.0, 200, &[], "");
            reply(&mut flow, 0.0, 200, &[], "");
            reply(&mut flow, 0.0, 200, &[], &in_transaction(transaction));
            assert_eq!(request(&flow, 2.0).purpose, purpose);
        }
    }

    #[test]
    fn a_challenge_in_progress_is_not_sent_again() {
        let mut response = device_challenge(json!({}));
        let idp = json!({"name": "redirect-idp", "href": "https://idp.example/"});
        response["remediation"]["value"]
            .as_array_mut()
            .unwrap()
            .push(idp);
        let mut flow = flow_at(&response);
        reply(&mut flow, 0.0, 200, &[], "");
        let challenge = request(&flow, 0.0);
        assert_eq!(challenge.purpose, Purpose::Challenge);

        let mut restored = Flow::restore(&flow.snapshot()).unwrap();
        assert_eq!(request(&restored, 0.0).purpose, Purpose::Poll);
        assert_ne!(request(&restored, 0.0).id, challenge.id);
        assert_eq!(Flow::restore(&restored.snapshot()), Ok(restored.clone()));
        reply(&mut restored, 0.0, 200, &[], &response.to_string());
        assert_eq!(wait(&restored, 0.0), Some(2.0));

        submit(&mut flow, "redirect-idp");
        flow.cancel_redirect(at(0.0));
        assert_eq!(request(&flow, 0.0).purpose, Purpose::Poll);
        reply(&mut flow, 0.0, 200, &[], &response.to_string());
        assert_eq!(wait(&flow, 0.0), Some(2.0));
    }
}
