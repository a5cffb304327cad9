//! The exchanges of a host: what goes out, what comes back, and what happens to it on the way.

use std::time::Duration;

use idx_flow::{Flow, Purpose, Request, RequestId, Response};
use idx_flow_sim::faults::Outcome;

use super::{Exchange, Host, Restart};

/// How long the host's network stack waits for a reply.
pub(super) const TIMEOUT: Duration = Duration::from_secs(15);

impl Host {
    /// Carries out one exchange, in whatever weather there is.
    pub fn exchange(&mut self, request: &Request) {
        self.send(request);
        if request.is_loopback() {
            return self.ask_device(request);
        }
        if self.is_canceled_meanwhile(request) {
            return;
        }
        let outcome = match self.is_offline(request) {
            true => Outcome::Lost,
            false => self
                .faults
                .handle(&mut self.org, &carried(request), self.now),
        };
        if self.restart == Restart::InFlight && request.purpose == Purpose::Submit {
            self.transcript.reply("the process dies");
            self.restore();
            return;
        }
        match outcome {
            Outcome::Reply(response) => self.deliver(request.id, &response),
            Outcome::Lost => self.give_up(request.id),
            Outcome::Late { at, response } if at <= self.now + TIMEOUT => {
                self.now = at;
                self.deliver(request.id, &response);
            }
            Outcome::Late { at, response } => {
                self.now += TIMEOUT;
                self.give_up(request.id);
                self.late.push((at, request.id, response));
            }
            Outcome::Twice(response) => {
                self.deliver(request.id, &response);
                self.ignore(request.id, &response);
            }
        }
    }

    /// Notes that a request goes out: once for its id, and (law 8) once for its answer.
    pub(crate) fn send(&mut self, request: &Request) {
        assert!(self.sent.insert(request.id), "{request:?} was sent before");
        if request.purpose == Purpose::Submit {
            self.note_why_canceled(request);
            let is_first = self.answered.insert(self.answers);
            assert!(is_first, "law 8: an answer was sent twice");
        }
        self.secrets.request(&carried(request));
        if request.is_loopback() {
            self.transcript.screen(&self.flow.screen(self.now));
            return self.transcript.request(request);
        }
        self.transcript.request(request);
        self.log.push(Exchange {
            purpose: request.purpose,
            url: request.url.clone(),
            at: self.now,
            status: None,
            is_told: false,
        });
    }

    /// Hands a reply to the flow.
    pub(crate) fn deliver(&mut self, id: RequestId, response: &idx_flow_sim::Response) {
        self.hear(response);
        self.flow.handle_response(id, returned(response), self.now);
        self.after_step();
    }

    /// Notes what came back.
    pub(super) fn hear(&mut self, response: &idx_flow_sim::Response) {
        self.secrets.response(response);
        self.transcript.reply(&response.status.to_string());
        let body = response.body_json();
        if let Some(exchange) = self.log.last_mut() {
            exchange.status = Some(response.status);
            exchange.is_told = response.body.windows(10).any(|it| it == b"\"messages\"");
        }
        let listed = body.pointer("/authenticatorEnrollments/value");
        if let Some(all) = listed.and_then(serde_json::Value::as_array) {
            self.enrollments = all.len();
        }
    }

    /// Hands over a reply that comes too late, or again: it must change nothing (law 5).
    pub(crate) fn ignore(&mut self, id: RequestId, response: &idx_flow_sim::Response) {
        self.secrets.response(response);
        let before = self.flow.clone();
        self.flow.handle_response(id, returned(response), self.now);
        assert_eq!(self.flow, before, "law 5: a late reply changed the flow");
        self.flow.handle_failure(id, self.now);
        assert_eq!(self.flow, before, "law 5: a late failure changed the flow");
    }

    fn give_up(&mut self, id: RequestId) {
        self.transcript.reply("nothing");
        self.flow.handle_failure(id, self.now);
        self.after_step();
    }

    pub(super) fn deliver_late_replies(&mut self) {
        let (here, still_out) = std::mem::take(&mut self.late)
            .into_iter()
            .partition(|(at, ..)| *at <= self.now);
        self.late = still_out;
        for (_, id, response) in Vec::from_iter::<Vec<_>>(here) {
            self.ignore(id, &response);
        }
    }

    pub(super) fn after_step(&mut self) {
        if self.restart == Restart::EachStep {
            self.restore();
        }
    }

    fn restore(&mut self) {
        self.flow = Flow::restore(&self.flow.snapshot()).unwrap();
    }
}

/// The request on the wire.
pub fn carried(request: &Request) -> idx_flow_sim::Request {
    let header = |header: &idx_flow::Header| (header.name.clone(), header.value.clone());
    idx_flow_sim::Request {
        method: request.method.clone(),
        url: request.url.clone(),
        headers: request.headers.iter().map(header).collect(),
        body: request.body.expose().as_bytes().to_vec(),
    }
}

/// The response as the host's network stack hands it over.
pub fn returned(response: &idx_flow_sim::Response) -> Response {
    Response {
        status: response.status,
        headers: response.headers.clone(),
        body: response.body.clone(),
    }
}
