//! What went over the wire, with every secret masked before it is kept.

mod allow_list;
mod mask;

use std::collections::VecDeque;
use std::time::{Duration, SystemTime};

use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::faults::{Fault, Outcome};
use crate::{Org, Request, Response};
use mask::Mask;

/// Exchanges that are kept; each new one drops the oldest.
const CAPACITY: usize = 500;

/// The last exchanges between clients and the org.
#[derive(Debug, Default)]
pub(super) struct Log {
    exchanges: VecDeque<Exchange>,
    newest: u64,
}

/// One request, and what came of it.
#[derive(Debug, Serialize)]
pub(super) struct Exchange {
    /// Counts up from one.
    pub(super) seq: u64,
    /// By the org's clock.
    #[serde(serialize_with = "timestamp")]
    at: SystemTime,
    method: &'static str,
    path: String,
    /// `None`: no reply got through.
    status: Option<u16>,
    /// Milliseconds that it took the org, and that a fault held it up.
    ms: u64,
    /// Whose sign-in it belongs to.
    pub(super) flow: Option<String>,
    /// What struck it.
    fault: Option<Fault>,
    request: Option<Value>,
    response: Option<Value>,
}

/// A request that is on its way through the org.
pub(super) struct Asked {
    at: SystemTime,
    method: &'static str,
    path: String,
    flow: Option<String>,
    body: Option<Value>,
    /// What has been masked: a reply that repeats it is masked there too.
    hidden: Vec<String>,
}

impl Asked {
    /// Before the org acts: afterwards an interaction code is of no sign-in any more.
    pub(super) fn of(request: &Request, org: &Org, at: SystemTime) -> Self {
        let mut mask = Mask::of_requests();
        Self {
            at,
            method: allow_list::method(&request.method),
            path: mask.address(&request.url),
            body: mask.request_body(request),
            flow: flow_of(&mask, org),
            hidden: mask.hidden,
        }
    }
}

impl Log {
    pub(super) fn add(
        &mut self,
        asked: Asked,
        outcome: &Outcome,
        (org, fault): (&Org, Option<&Fault>),
        took: Duration,
    ) {
        let mut mask = Mask::of_replies(asked.hidden);
        let reply = reply(outcome);
        let held_up = match outcome {
            Outcome::Late { at, .. } => at.duration_since(asked.at).unwrap_or_default(),
            _ => Duration::ZERO,
        };
        let response = reply.and_then(|it| mask.response_body(it));
        self.newest += 1;
        if self.exchanges.len() == CAPACITY {
            self.exchanges.pop_front();
        }
        self.exchanges.push_back(Exchange {
            seq: self.newest,
            at: asked.at,
            method: asked.method,
            path: asked.path,
            status: reply.map(|it| it.status),
            ms: u64::try_from((took + held_up).as_millis()).unwrap_or(u64::MAX),
            flow: asked.flow.or_else(|| flow_of(&mask, org)),
            fault: fault.cloned(),
            request: asked.body,
            response,
        });
    }

    pub(super) fn newest_first(&self) -> impl Iterator<Item = &Exchange> {
        self.exchanges.iter().rev()
    }

    pub(super) fn clear(&mut self) {
        self.exchanges.clear();
    }
}

/// Handles and codes are masked, and by them a sign-in is known.
fn flow_of(mask: &Mask, org: &Org) -> Option<String> {
    mask.hidden.iter().find_map(|handle| org.flow_of(handle))
}

fn reply(outcome: &Outcome) -> Option<&Response> {
    match outcome {
        Outcome::Reply(response) | Outcome::Twice(response) => Some(response),
        Outcome::Late { response, .. } => Some(response),
        Outcome::Lost => None,
    }
}

fn timestamp<S: Serializer>(at: &SystemTime, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&crate::time::timestamp(*at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Setup;

    fn exchange(log: &mut Log, org: &mut Org, request: &Request) {
        let now = SystemTime::UNIX_EPOCH;
        let asked = Asked::of(request, org, now);
        let outcome = Outcome::Reply(org.handle(request, now));
        log.add(asked, &outcome, (org, None), Duration::ZERO);
    }

    #[test]
    fn only_the_last_exchanges_are_kept_and_counting_goes_on() {
        let (mut log, mut org) = (Log::default(), Org::new(Setup::default()));
        for _ in 0..CAPACITY + 2 {
            exchange(&mut log, &mut org, &Request::get("/oauth2/v1/keys"));
        }
        let kept: Vec<u64> = log.newest_first().map(|it| it.seq).collect();
        assert_eq!(kept.len(), CAPACITY);
        assert_eq!((kept[0], kept[CAPACITY - 1]), (502, 3));
        log.clear();
        exchange(&mut log, &mut org, &Request::get("/oauth2/v1/keys"));
        assert_eq!(log.newest_first().next().map(|it| it.seq), Some(503));
    }

    #[test]
    fn what_was_late_or_lost_says_so() {
        let (mut log, org) = (Log::default(), Org::new(Setup::default()));
        let now = SystemTime::UNIX_EPOCH;
        let request = Request::get("/oauth2/v1/keys");
        let late = Outcome::Late {
            at: now + Duration::from_millis(40),
            response: Response::empty(200),
        };
        let two = Duration::from_millis(2);
        log.add(Asked::of(&request, &org, now), &late, (&org, None), two);
        let lost = (&org, Some(&Fault::ReplyLost));
        log.add(Asked::of(&request, &org, now), &Outcome::Lost, lost, two);
        let mut all = log.newest_first();
        let lost = all.next().unwrap();
        assert_eq!((lost.status, &lost.fault), (None, &Some(Fault::ReplyLost)));
        assert_eq!(all.next().unwrap().ms, 42);
    }
}
