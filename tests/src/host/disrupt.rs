//! Carries out the disruption of a run.

use std::time::Duration;

use idx_flow::{Action, Answer, Purpose, RemediationName, Request, RequestId};
use idx_flow_sim::Response;

use super::state::Host;
use super::wire::sim_request;
use crate::disruption::Disruption;
use crate::polling::poll_interval;

const OUTAGE: Duration = Duration::from_secs(30);

impl Host {
    /// Whether the network is down for this request.
    pub(super) fn is_offline(&mut self, request: &Request) -> bool {
        let Disruption::Offline { poll, until } = self.disruption else {
            return false;
        };
        if let Some(until) = until {
            return self.now < until;
        }
        let starts = self.is_poll(request, poll);
        if starts {
            let until = Some(self.now + OUTAGE);
            self.disruption = Disruption::Offline { poll, until };
        }
        starts
    }

    /// For [`Disruption::AnswerRacesPoll`]: sends the poll of the prompt, if it has one, and
    /// returns the response for delivery after the answer.
    pub(super) fn start_raced_poll(&mut self) -> Option<(RequestId, Response)> {
        if self.disruption != Disruption::AnswerRacesPoll {
            return None;
        }
        let action = self.flow.next_action(self.device_time());
        poll_interval(action.prompt()?)?;
        self.now += action.wait()?;
        let Action::Send { request } = self.action() else {
            return None;
        };
        self.record_request(&request);
        self.transcript.add_response("late");
        let response = self.org.handle(&sim_request(&request), self.now);
        Some((request.id, response))
    }

    /// For [`Disruption::CancelDuringPoll`]: cancels the transaction while this request is in
    /// flight, and delivers its response afterwards. Returns whether it did.
    pub(super) fn cancel_during(&mut self, request: &Request) -> bool {
        let Disruption::CancelDuringPoll { poll } = self.disruption else {
            return false;
        };
        if !self.is_poll(request, poll) {
            return false;
        }
        let poll_response = self.org.handle(&sim_request(request), self.now);
        self.disruption = Disruption::None;
        let prompt = self.flow.prompt().unwrap();
        let cancel = Answer::new(prompt, RemediationName::Cancel.as_str());
        self.submit(cancel).unwrap();
        self.deliver_stale(request.id, &poll_response);
        let Action::Send { request: cancel } = self.action() else {
            panic!("cancel is not sent: {}", self.transcript);
        };
        self.record_request(&cancel);
        let first_prompt = self.org.handle(&sim_request(&cancel), self.now);
        self.deliver(cancel.id, &first_prompt);
        self.deliver_stale(request.id, &poll_response);
        self.canceled = true;
        true
    }

    /// Whether the request, which is already in the log, is the poll with this index.
    fn is_poll(&self, request: &Request, index: usize) -> bool {
        request.purpose == Purpose::Poll && self.poll_count() == index + 1
    }
}
