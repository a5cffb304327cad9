//! Disruption that lasts, beside the faults that strike single exchanges: the network is gone for a
//! while, the user is faster than a poll, or gives up while one is out.

use std::time::{Duration, SystemTime};

use idx_flow::{Action, Answer, Purpose, RemediationName, Request, RequestId};
use idx_flow_sim::Response;

use crate::host::{Host, carried, due};

/// What the weather does beside the faults of single exchanges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disruption {
    /// Nothing.
    None,
    /// From this poll on (the first is 0) no request gets through, for 30 seconds.
    Offline {
        /// The poll.
        poll: usize,
        /// When the network is back, once it is gone.
        until: Option<SystemTime>,
    },
    /// Whenever the user answers, a poll is out, and its reply comes after the answer.
    AnswerRacesPoll,
    /// The user cancels while this poll is out.
    CancelDuringPoll {
        /// The poll.
        poll: usize,
    },
}

const OUTAGE: Duration = Duration::from_secs(30);

impl Host {
    /// How many polls have been sent.
    pub fn polls(&self) -> usize {
        let is_poll = |purpose: Purpose| purpose == Purpose::Poll;
        self.log.iter().filter(|one| is_poll(one.purpose)).count()
    }

    /// Whether this request meets a network that is gone.
    pub(crate) fn is_offline(&mut self, request: &Request) -> bool {
        let Disruption::Offline { poll, until } = self.disruption else {
            return false;
        };
        if let Some(until) = until {
            return self.now < until;
        }
        let begins = request.purpose == Purpose::Poll && self.polls() == poll + 1;
        if begins {
            let until = Some(self.now + OUTAGE);
            self.disruption = Disruption::Offline { poll, until };
        }
        begins
    }

    /// Where the user is hasty: lets the page's poll go out, and returns its reply for later.
    pub(crate) fn poll_to_overtake(&mut self) -> Option<(RequestId, Response)> {
        let wait = Some(self.disruption).filter(|it| *it == Disruption::AnswerRacesPoll);
        let wait = wait.and_then(|_| due(&self.flow.next_action(self.now)))?;
        self.now += wait;
        let Action::Send { request } = self.action() else {
            return None;
        };
        self.send(&request);
        self.transcript.reply("late");
        Some((request.id, self.org.handle(&carried(&request), self.now)))
    }

    /// Where the user gives up while this request is out: cancels, and the reply comes afterwards.
    pub(crate) fn is_canceled_meanwhile(&mut self, request: &Request) -> bool {
        let Disruption::CancelDuringPoll { poll } = self.disruption else {
            return false;
        };
        if request.purpose != Purpose::Poll || self.polls() != poll + 1 {
            return false;
        }
        let reply = self.org.handle(&carried(request), self.now);
        self.disruption = Disruption::None;
        self.submit(Answer::new(RemediationName::Cancel.as_str()))
            .unwrap();
        self.ignore(request.id, &reply);
        let Action::Send { request: cancel } = self.action() else {
            panic!("cancel is not sent: {}", self.transcript);
        };
        self.send(&cancel);
        let first_page = self.org.handle(&carried(&cancel), self.now);
        self.deliver(cancel.id, &first_page);
        self.ignore(request.id, &reply);
        self.canceled = true;
        true
    }
}
