//! The flow: a conversation as a value, and its doors.

use std::fmt;
use std::time::{Duration, SystemTime};

use super::page::Page;
use super::state::{Retry, State, StateName, Turn};
use super::{redirect, submit, transitions, view};
use crate::action::Action;
use crate::answer::Answer;
use crate::config::Config;
use crate::entropy::{Entropy, Keys};
use crate::error::{InputError, RestoreError};
use crate::exchange::reply::Reply;
use crate::exchange::{RequestId, Response};
use crate::failure::{Failure, FailureKind};
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
            state: if hosted {
                State::Introspect(retry)
            } else {
                State::Interact(retry)
            },
        }
    }

    /// The flow as it was when the snapshot was taken, in this process or another, in this language
    /// or another, without a request. See [`Flow::snapshot`] for the one exception.
    ///
    /// # Errors
    /// Where the snapshot is none, or from a later version.
    pub fn restore(snapshot: &Snapshot) -> Result<Self, RestoreError> {
        snapshot.open()
    }

    /// The whole flow as text. It is a credential: for a keychain, never for a log.
    ///
    /// An answer on its way (state Submit) is not saved: it may hold a password, and nobody knows
    /// whether it was sent. What is restored then asks the server what it wants now.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot::of(self)
    }

    /// What to do now. Pure: the same flow and the same time give the same action, so that a screen
    /// can be redrawn at will. Takes microseconds, and reads nothing again.
    pub fn next_action(&self, now: SystemTime) -> Action {
        view::action(self, now.into())
    }

    /// Takes in what came back for a [`Send`](Action::Send). An older id than the newest request's
    /// changes nothing: a poll that was overtaken by an answer may come in late.
    pub fn handle_response(&mut self, id: RequestId, response: Response, now: SystemTime) {
        let now = Millis::from(now);
        if !self.expects(id) || self.end_if_expired(now) {
            return;
        }
        if let Some(date) = response.header("date").and_then(Millis::from_http_date) {
            self.server_offset = Some(date.since(now));
        }
        let reply = Reply::read(response, self.server_time(now));
        let state = transitions::on_reply(self, reply, now);
        self.advance(state);
    }

    /// The exchange did not complete: no network, a timeout, a broken connection. Whether the server
    /// acted is unknown; the flow finds out.
    pub fn handle_failure(&mut self, id: RequestId, now: SystemTime) {
        let now = Millis::from(now);
        if !self.expects(id) || self.end_if_expired(now) {
            return;
        }
        let state = transitions::after_failure(self, self.state.clone(), None, now);
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

    /// Answers the prompt. Nothing is sent yet: the next action is to send it.
    ///
    /// # Errors
    /// Where the answer does not fit the form. The flow is unchanged.
    pub fn submit(&mut self, answer: Answer) -> Result<(), InputError> {
        let state = submit::answered(self, &answer)?;
        self.advance(state);
        Ok(())
    }

    /// How long the server will still remember the conversation: for a countdown. `None` where it
    /// did not say, or nothing is open. Unlike [`Prompt::expires_at`](crate::Prompt::expires_at),
    /// this needs no clock that agrees with the server's.
    pub fn expires_in(&self, now: SystemTime) -> Option<Duration> {
        let left = self.deadline?.since(now.into());
        Some(Duration::from_millis(u64::try_from(left).unwrap_or(0)))
    }

    /// The name of the state, for logs.
    pub fn state(&self) -> StateName {
        self.state.name()
    }

    /// The newest IDX response as it came, for what this library has no name for (yet). It holds
    /// handles: not for a log.
    pub fn response_json(&self) -> Option<&str> {
        self.page.as_ref().map(Page::text)
    }

    fn advance(&mut self, state: State) {
        self.turn += 1;
        if matches!(
            state,
            State::Exchange(_) | State::Done(_) | State::Failed(_)
        ) {
            self.page = None;
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

    /// The clock's word is final: what was shown as expired does not come back to life.
    fn end_if_expired(&mut self, now: Millis) -> bool {
        let expired = self.has_expired(now);
        if expired {
            self.advance(State::Failed(Box::new(Failure::new(FailureKind::Expired))));
        }
        expired
    }

    pub(crate) fn has_expired(&self, now: Millis) -> bool {
        self.deadline.is_some_and(|deadline| now >= deadline)
    }

    pub(crate) fn server_time(&self, now: Millis) -> Millis {
        now.shifted(self.server_offset.unwrap_or(0))
    }

    pub(crate) fn interval(&self) -> Duration {
        let poll = self.page.as_ref().and_then(|page| page.poll);
        poll.map(|poll| poll.interval).unwrap_or_default()
    }

    /// Takes a page in, and works out by our clock when the server will forget it. An expiry that
    /// has passed already, or that our clock alone would have to vouch for beyond a day, says
    /// nothing: the server will tell.
    pub(crate) fn enter(&mut self, page: Page, now: Millis) {
        let left = page
            .prompt
            .expires_at
            .map(|at| Millis::from(at).since(self.server_time(now)));
        let is_believable = |left: &i64| *left > 0 && (self.server_offset.is_some() || *left < DAY);
        self.deadline = left.filter(is_believable).map(|left| now.shifted(left));
        self.page = Some(page);
    }

    pub(crate) fn turn_from(&self, now: Millis) -> Turn {
        Turn {
            timer: Timer::start(now, self.interval()),
            redirect: None,
        }
    }
}

const DAY: i64 = 24 * 60 * 60 * 1000;

impl fmt::Debug for Flow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Flow({:?})", self.state())
    }
}

#[cfg(test)]
mod tests {
    use super::super::trial::{at, config, on, polled, reply, sent, start, waits};
    use super::*;
    use serde_json::{Value, json};

    fn expires(at: &str) -> Value {
        let mut page = polled();
        page["expiresAt"] = json!(at);
        page
    }

    fn has_ended(flow: &Flow, seconds: f64) -> bool {
        matches!(flow.next_action(at(seconds)), Action::Failed { failure } if failure.kind == FailureKind::Expired)
    }

    #[test]
    fn polling_ends_at_the_servers_own_time() {
        // the server's clock is an hour ahead of ours, and gives five minutes
        let mut flow = start();
        let date = [("Date", "Tue, 01 Jan 2030 01:00:00 GMT")];
        reply(
            &mut flow,
            0.0,
            200,
            &date,
            &json!({"interaction_handle": "h"}).to_string(),
        );
        reply(
            &mut flow,
            0.0,
            200,
            &date,
            &expires("2030-01-01T01:05:00.000Z").to_string(),
        );
        assert_eq!(flow.expires_in(at(60.0)), Some(Duration::from_secs(240)));
        assert!(!has_ended(&flow, 299.0));
        assert!(has_ended(&flow, 300.0));
    }

    #[test]
    fn an_expiry_that_cannot_be_is_left_to_the_server() {
        assert!(!has_ended(&on(&expires("2020-01-01T00:00:00.000Z")), 0.0));
        assert!(!has_ended(&on(&expires("2031-01-01T00:00:00.000Z")), 1e9));
        assert!(has_ended(&on(&expires("2030-01-01T00:10:00.000Z")), 600.0));
    }

    #[test]
    fn what_was_shown_as_expired_stays_so() {
        let mut flow = on(&expires("2030-01-01T00:10:00.000Z"));
        let poll = sent(&flow, 4.0);
        let response = Response {
            status: 200,
            body: polled().to_string().into(),
            ..Response::default()
        };
        flow.handle_response(poll.id, response, at(600.0));
        assert_eq!(flow.state(), StateName::Failed);
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
