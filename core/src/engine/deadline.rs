//! When the server forgets the conversation: told by its own clock, counted by ours.

use std::time::{Duration, SystemTime};

use super::flow::Flow;
use super::page::Page;
use super::state::State;
use crate::failure::{Failure, FailureKind};
use crate::wire::time::Millis;

/// In ms: how far ahead our clock alone is believed.
const DAY: i64 = 24 * 60 * 60 * 1000;

impl Flow {
    /// How long the server will still remember the conversation: for a countdown. `None` where it
    /// did not say, or nothing is open. Unlike [`Prompt::expires_at`](crate::Prompt::expires_at),
    /// this needs no clock that agrees with the server's.
    pub fn expires_in(&self, now: SystemTime) -> Option<Duration> {
        let left = self.deadline?.since(now.into());
        Some(Duration::from_millis(u64::try_from(left).unwrap_or(0)))
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

    /// The clock's word is final: what was shown as expired does not come back to life.
    pub(super) fn end_if_expired(&mut self, now: Millis) -> bool {
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
}

#[cfg(test)]
mod tests {
    use super::super::trial::{at, on, polled, reply, sent, start, waits};
    use super::*;
    use crate::{Action, Answer, Response, StateName};
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
    fn the_reply_to_an_answer_counts_even_at_the_end() {
        let mut flow = on(&expires("2030-01-01T00:10:00.000Z"));
        flow.submit(Answer::new("skip")).unwrap();
        let request = sent(&flow, 599.0);
        let body = polled().to_string().into();
        let response = Response {
            status: 200,
            body,
            ..Response::default()
        };
        flow.handle_response(request.id, response, at(601.0));
        assert_eq!(flow.state(), StateName::Prompt);
    }

    #[test]
    fn a_redirect_that_comes_too_late_brings_nothing_back() {
        let mut flow = on(&expires("2030-01-01T00:10:00.000Z"));
        assert!(has_ended(&flow, 600.0));
        flow.handle_redirect("app:/callback?state=st&interaction_code=c")
            .unwrap();
        assert!(has_ended(&flow, 600.0));
    }

    #[test]
    fn no_wait_goes_beyond_the_end() {
        let mut flow = on(&expires("2030-01-01T00:01:00.000Z"));
        reply(&mut flow, 4.0, 429, &[("Retry-After", "600")], "");
        assert_eq!(waits(&flow, 4.0), Some(56.0));
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
}
