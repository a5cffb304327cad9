//! HTTP exchanges: sending a request, and delivering or losing the response.

use std::time::{Duration, SystemTime};

use idx_flow::{Flow, Purpose, Request, RequestId, StateName};
use idx_flow_sim::Response;
use idx_flow_sim::faults::Outcome;
use serde_json::Value;

use super::moved_href::with_moved_cancel;
use super::state::{Exchange, Host, Restart};
use super::wire::{engine_response, sim_request};

/// The host's timeout for a response.
pub(super) const TIMEOUT: Duration = Duration::from_secs(15);

impl Host {
    /// Carries out one HTTP exchange, subject to the faults and the disruption of this run.
    pub fn exchange(&mut self, request: &Request) {
        self.record_request(request);
        if request.is_loopback() {
            return self.send_to_device(request);
        }
        if self.cancel_during(request) {
            return;
        }
        let outcome = match self.is_offline(request) {
            true => Outcome::Lost,
            false => self
                .faults
                .handle(&mut self.org, &sim_request(request), self.now),
        };
        if self.is_killed_during(request) {
            self.transcript.add_response("the process dies");
            // The restored flow may send the same request again.
            self.sent_ids.remove(&request.id);
            self.last_reply = None;
            self.limited_until = None;
            self.restore();
            return;
        }
        match outcome {
            Outcome::Reply(response) => self.deliver(request.id, &response),
            Outcome::Lost => self.lose(request.id),
            Outcome::Delayed { at, response } if at <= self.now + TIMEOUT => {
                self.now = at;
                self.deliver(request.id, &response);
            }
            Outcome::Delayed { at, response } => {
                self.now += TIMEOUT;
                self.lose(request.id);
                self.late_responses.push((at, request.id, response));
            }
            Outcome::Duplicated(response) => {
                self.deliver(request.id, &response);
                self.deliver_stale(request.id, &response);
            }
        }
    }

    /// Records that a request is sent. Panics if its id or its answer was sent before (invariant
    /// submit-once).
    pub(crate) fn record_request(&mut self, request: &Request) {
        let is_new = self.sent_ids.insert(request.id);
        assert!(is_new, "{request:?} was sent twice");
        if request.purpose == Purpose::Submit {
            self.record_challenge_cancel(request);
            if request.url.contains("/sso_extension/") {
                // The engine's own submission.
                self.answers += 1;
            }
            let is_first = self.sent_answers.insert(self.answers);
            assert!(is_first, "submit-once: an answer was sent twice");
        }
        self.secrets.add_request(&sim_request(request));
        if request.is_loopback() {
            self.transcript
                .add_screen(&self.flow.screen(self.device_time()));
            return self.transcript.add_request(request);
        }
        self.transcript.add_request(request);
        self.requests.add(request);
        self.log.push(Exchange {
            purpose: request.purpose,
            url: request.url.clone(),
            at: self.now,
            status: None,
            has_messages: false,
        });
    }

    /// Passes a response to the flow.
    pub(super) fn deliver(&mut self, id: RequestId, response: &Response) {
        if self.tries_moved_hrefs {
            self.try_moved_hrefs(id, response);
        }
        let is_moved = self
            .moved_cancel
            .is_some_and(|index| self.log.len() == index + 1);
        let moved = is_moved.then(|| with_moved_cancel(response)).flatten();
        self.moved_hrefs += usize::from(moved.is_some());
        let response = moved.as_ref().unwrap_or(response);
        self.record_response(response);
        self.last_reply = Some(self.device_time());
        // The flow takes the Date of a delayed response for the server's current time.
        let sent_at = self.log.last().map(|exchange| exchange.at);
        if let (Some(_), Some(sent_at)) = (response.header("date"), sent_at) {
            self.server_lag = self.now.duration_since(sent_at).unwrap_or_default();
        }
        self.limited_until =
            limit_of(response, self.now - self.server_lag).map(|wait| self.device_time() + wait);
        let response = engine_response(response);
        self.flow.handle_response(id, response, self.device_time());
        self.after_step();
    }

    /// Records a response.
    pub(super) fn record_response(&mut self, response: &Response) {
        self.secrets.add_response(response);
        self.transcript.add_response(&response.status.to_string());
        if let Some(exchange) = self.log.last_mut() {
            let mut windows = response.body.windows(10);
            exchange.status = Some(response.status);
            exchange.has_messages = windows.any(|bytes| bytes == b"\"messages\"");
        }
        let body = response.body_json();
        let enrollments = body.pointer("/authenticatorEnrollments/value");
        if let Some(enrollments) = enrollments.and_then(Value::as_array) {
            self.enrollments = enrollments.len();
        }
    }

    /// Passes a late or repeated response to the flow. Panics if the flow changes (invariant
    /// stale-id-is-noop).
    pub(crate) fn deliver_stale(&mut self, id: RequestId, response: &Response) {
        self.secrets.add_response(response);
        let before = self.flow.clone();
        let response = engine_response(response);
        self.flow.handle_response(id, response, self.device_time());
        assert_eq!(
            self.flow, before,
            "stale-id-is-noop: a late response changed the flow"
        );
        self.flow.handle_failure(id, self.device_time());
        assert_eq!(
            self.flow, before,
            "stale-id-is-noop: a late failure changed the flow"
        );
    }

    /// Reports to the flow that no response was received.
    fn lose(&mut self, id: RequestId) {
        self.transcript.add_response("nothing");
        self.last_reply = Some(self.device_time());
        self.limited_until = None;
        self.flow.handle_failure(id, self.device_time());
        self.after_step();
    }

    pub(super) fn deliver_late_responses(&mut self) {
        let (arrived, in_flight): (Vec<_>, Vec<_>) = std::mem::take(&mut self.late_responses)
            .into_iter()
            .partition(|(at, ..)| *at <= self.now);
        self.late_responses = in_flight;
        for (_, id, response) in arrived {
            self.deliver_stale(id, &response);
        }
    }

    /// Whether the process is killed while this request, which is already in the log, is in flight.
    fn is_killed_during(&self, request: &Request) -> bool {
        match self.restart {
            Restart::Never | Restart::EachStep => false,
            Restart::InFlight => request.purpose == Purpose::Submit,
            Restart::Once(index) => self.log.len() == index + 1,
        }
    }

    pub(super) fn after_step(&mut self) {
        // A submission of the engine may follow a response immediately.
        if self.restart == Restart::EachStep && self.flow.state() != StateName::Submit {
            self.restore();
        }
    }

    fn restore(&mut self) {
        self.flow = Flow::restore(&self.flow.snapshot()).unwrap();
    }
}

/// How long a response with status 429 or 5xx asks the client to wait: 1 s to 15 min, and 60 s after a
/// 429 without a header.
fn limit_of(response: &Response, server_time: SystemTime) -> Option<Duration> {
    let number = |name: &str| response.header(name)?.parse().ok().map(Duration::from_secs);
    let reset = number("x-rate-limit-reset").map(|reset| SystemTime::UNIX_EPOCH + reset);
    let reset = reset.map(|reset| reset.duration_since(server_time).unwrap_or_default());
    let wait = number("retry-after").or(reset);
    let wait = match response.status {
        429 => wait.or(Some(Duration::from_secs(60))),
        500.. => wait,
        _ => None,
    };
    wait.map(|wait| wait.clamp(Duration::from_secs(1), Duration::from_secs(15 * 60)))
}
