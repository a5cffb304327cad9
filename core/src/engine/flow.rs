//! The flow: a conversation as a value, and its doors.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::page::Page;
use super::state::{Asked, Retry, State, StateName, Turn};
use super::{device, redirect, submit, transitions, view};
use crate::action::Action;
use crate::answer::Answer;
use crate::config::Config;
use crate::entropy::{Entropy, Keys};
use crate::error::{InputError, RestoreError};
use crate::exchange::reply::Reply;
use crate::exchange::{RequestId, Response};
use crate::prompt::Prompt;
use crate::secret::Secret;
use crate::snapshot::Snapshot;
use crate::wire::time::{Millis, Timer};

/// A sign-in or enrolment, from the first request to the tokens.
///
/// It is plain data: copy it, compare it, save it. It does nothing by itself; the host asks it for
/// the [next action](Flow::next_action) and tells it what happened. `Debug` shows its state's name.
#[derive(Clone, PartialEq)]
pub struct Flow {
    pub(crate) config: Config,
    pub(crate) keys: Keys,
    /// Counts what happened; the id of the exchange at hand.
    pub(crate) turn: u64,
    /// The server's clock less ours, in ms, by the newest `Date`.
    pub(crate) server_offset: Option<i64>,
    pub(crate) handle: Option<Secret>,
    /// When the server forgets the conversation, by our clock.
    pub(crate) deadline: Option<Millis>,
    pub(crate) page: Option<Page>,
    /// Where the page has a challenge for this device.
    pub(crate) asked: Option<Asked>,
    /// How many of those were taken up since the last answer.
    pub(crate) challenges: u8,
    pub(crate) state: State,
}

impl Flow {
    /// A new flow. Nothing is sent yet.
    pub fn start(config: Config, entropy: Entropy) -> Self {
        let hosted = config.parts.state_token.is_some();
        let retry = Retry::default();
        Self {
            keys: Keys::new(&entropy, config.parts.state.clone()),
            config,
            turn: 1,
            server_offset: None,
            handle: None,
            deadline: None,
            page: None,
            asked: None,
            challenges: 0,
            state: if hosted {
                State::Introspect(retry)
            } else {
                State::Interact(retry)
            },
        }
    }

    /// The flow as it was when the snapshot was taken, in this process or another, in this language
    /// or another, without a request. See [`Flow::snapshot`] for the two exceptions.
    ///
    /// # Errors
    /// Where the snapshot is none, or from a later version.
    pub fn restore(snapshot: &Snapshot) -> Result<Self, RestoreError> {
        snapshot.open()
    }

    /// The whole flow as text. It is a credential: for a keychain, never for a log.
    ///
    /// An answer on its way (state Submit) is not saved: it may hold a password, and nobody knows
    /// whether it was sent. What is restored then asks the server what it wants now; if the answer
    /// never went out, the user is asked again. Nor is a challenge that may be with Okta Verify: it is
    /// not handed over a second time, and the server is polled at once.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot::of(self)
    }

    /// What to do now. Pure: the same flow and the same time give the same action, so that a screen
    /// can be redrawn at will. Takes microseconds, and reads nothing again.
    pub fn next_action(&self, now: SystemTime) -> Action {
        view::action(self, now.into())
    }

    /// What belongs on the screen now: the [next action](Flow::next_action), but that a page takes the
    /// place of a request that nobody waits for (a poll, a probe, a challenge), with the poll's interval
    /// to wait. For a screen that is drawn anew while one is out, as after [`Flow::restore`].
    pub fn shown(&self, now: SystemTime) -> Action {
        view::shown(self, now.into())
    }

    /// Takes in what came back for a [`Send`](Action::Send). An older id than the newest request's
    /// changes nothing: a poll that was overtaken by an answer may come in late.
    pub fn handle_response(&mut self, id: RequestId, response: Response, now: SystemTime) {
        let now = Millis::from(now);
        // a poll that comes in after the end finds it shown; an answer's reply is the server's word
        let is_unasked = self.state() == StateName::Prompt;
        if !self.expects(id) || is_unasked && self.end_if_expired(now) {
            return;
        }
        if device::request(self).is_some() {
            let state = transitions::on_device(self, Some(response.status));
            return self.advance(state);
        }
        if let Some(date) = response.header("date").and_then(Millis::from_http_date) {
            self.server_offset = Some(date.since(now));
        }
        let reply = Reply::read(response, self.server_time(now));
        let state = transitions::on_reply(self, reply, now);
        if matches!(state, State::Exchange(_)) {
            self.deadline = None;
        }
        self.advance(state);
    }

    /// The exchange did not complete: no network, a timeout, a broken connection. Whether the server
    /// acted is unknown; the flow finds out.
    pub fn handle_failure(&mut self, id: RequestId, now: SystemTime) {
        let now = Millis::from(now);
        if !self.expects(id) || self.end_if_expired(now) {
            return;
        }
        let state = if device::request(self).is_some() {
            transitions::on_device(self, None)
        } else {
            transitions::after_failure(self, self.state.clone(), None, now)
        };
        self.advance(state);
    }

    /// Takes in the URL with which the browser or app came back to the redirect URI: from an
    /// identity provider, or from a magic link (RFC 6749 section 4.1.2; `otp`, IDX wire).
    ///
    /// # Errors
    /// Where the URL is not this flow's (wrong address, wrong `state`) or says nothing. The flow is
    /// unchanged, and goes on.
    pub fn handle_redirect(&mut self, url: &str) -> Result<(), InputError> {
        let state = redirect::resume(self, url)?;
        self.advance(state);
        Ok(())
    }

    /// The user came back without anything: what [`Redirect`](Action::Redirect) opened was closed. The
    /// page that it was chosen on is shown again; where there is nothing else to do, it stays.
    pub fn handle_redirect_cancelled(&mut self) {
        if let State::Prompt(turn) = &self.state
            && turn.redirect.is_some()
        {
            let turn = Turn {
                redirect: None,
                ..turn.clone()
            };
            self.advance(State::Prompt(turn));
        }
    }

    /// Answers the prompt. Nothing is sent yet: the next action is to send it.
    ///
    /// # Errors
    /// Where the answer does not fit the form. The flow is unchanged.
    pub fn submit(&mut self, answer: Answer) -> Result<(), InputError> {
        let state = submit::answered(self, &answer)?;
        self.note_answer(&answer);
        self.advance(state);
        self.let_challenge_go();
        Ok(())
    }

    /// The name of the state, for logs.
    pub fn state(&self) -> StateName {
        self.state.name()
    }

    /// The newest page, also the last one of a flow that the server has ended: it may tell more than
    /// its messages.
    pub fn prompt(&self) -> Option<&Arc<Prompt>> {
        self.page.as_ref().map(|page| &page.prompt)
    }

    /// The newest IDX response as it came, for what this library has no name for (yet). It holds
    /// handles: not for a log.
    pub fn response_json(&self) -> Option<&str> {
        self.page.as_ref().map(Page::text)
    }

    pub(super) fn advance(&mut self, state: State) {
        self.turn = self.turn.wrapping_add(1);
        if matches!(state, State::Exchange(_) | State::Done(_)) {
            self.page = None;
        }
        if matches!(state, State::Done(_) | State::Failed(_)) {
            self.deadline = None;
        }
        self.state = state;
    }

    fn expects(&self, id: RequestId) -> bool {
        let asks = match self.state {
            State::Interact(_) | State::Introspect(_) | State::Submit(_) | State::Exchange(_) => {
                true
            }
            State::Prompt(_) => self.page.as_ref().is_some_and(|page| page.poll.is_some()),
            State::Done(_) | State::Failed(_) => false,
        };
        asks && id.0 == self.turn
    }

    pub(crate) fn interval(&self) -> Duration {
        let poll = self.page.as_ref().and_then(|page| page.poll);
        poll.map(|poll| poll.interval).unwrap_or_default()
    }

    pub(crate) fn turn_from(&self, now: Millis) -> Turn {
        Turn {
            timer: Timer::start(now, self.interval()),
            redirect: None,
        }
    }
}

impl fmt::Debug for Flow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Flow({:?})", self.state())
    }
}

#[cfg(test)]
mod tests {
    use super::super::trial::{at, config, on, polled, reply, sent, waits};
    use super::*;
    use serde_json::json;

    #[test]
    fn a_window_that_was_closed_gives_the_page_back() {
        let mut flow = on(&json!({"remediation": {"value": [
            {"name": "identify", "href": "/x", "value": []},
            {"name": "redirect-idp", "href": "https://idp.example/"}]}}));
        let page = flow.next_action(at(0.0));
        flow.submit(Answer::new("redirect-idp")).unwrap();
        flow.handle_redirect_cancelled();
        assert_eq!(flow.next_action(at(0.0)), page);
    }

    #[test]
    fn a_hosted_flow_ends_at_an_address() {
        let end = json!({"name": "success-redirect", "href": "https://id.acme.example/end"});
        let action = on(&json!({"version": "1.0.0", "success": end})).next_action(at(0.0));
        assert!(matches!(action, Action::Redirect { url, .. } if url.ends_with("/end")));
    }

    #[test]
    fn a_hosted_flow_begins_with_its_token() {
        let flow = Flow::start(config().state_token("02token"), Entropy::from([7; 96]));
        assert_eq!(
            sent(&flow, 0.0).body.expose(),
            r#"{"stateToken":"02token"}"#
        );
    }

    #[test]
    fn a_flow_that_stops_at_the_code_hands_over_what_belongs_to_it() {
        let mut flow = Flow::start(config().stop_at_code(), Entropy::from([7; 96]));
        reply(
            &mut flow,
            0.0,
            200,
            &[],
            &json!({"interaction_handle": "h"}).to_string(),
        );
        let code = json!({"name": "interaction_code", "value": "c0de"});
        let success = json!({"successWithInteractionCode": {"value": [code]}});
        reply(&mut flow, 0.0, 200, &[], &success.to_string());
        match flow.next_action(at(0.0)) {
            Action::DoneWithCode { code } => {
                assert_eq!(code.code.expose(), "c0de");
                assert_eq!(code.code_verifier.expose().len(), 43);
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_next_poll_is_counted_from_the_last_reply() {
        let mut flow = on(&polled());
        assert_eq!(waits(&flow, 1.5), Some(2.5));
        reply(&mut flow, 6.0, 200, &[], &polled().to_string());
        assert_eq!(waits(&flow, 6.0), Some(4.0));
    }
}
