//! The log of HTTP exchanges between clients and the org. Secrets are masked before an entry is
//! stored.

mod allow_list;
mod mask;

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, SystemTime};

use serde::{Serialize, Serializer};
use serde_json::Value;

use self::mask::Masker;
use crate::faults::{Fault, Outcome};
use crate::{Org, Request, Response};

/// The number of exchanges kept. The oldest is dropped first.
const CAPACITY: usize = 500;

/// The latest exchanges between clients and the org.
#[derive(Debug, Default)]
pub(super) struct Log {
    exchanges: VecDeque<Exchange>,
    last_seq: u64,
}

/// A request and its response.
#[derive(Debug, Serialize)]
pub(super) struct Exchange {
    /// The sequence number, from 1.
    pub(super) seq: u64,
    /// The time of the request, by the org's clock.
    #[serde(serialize_with = "timestamp")]
    at: SystemTime,
    method: &'static str,
    path: String,
    /// `None` if the client got no response.
    status: Option<u16>,
    /// The processing time plus the delay of a fault, in milliseconds.
    ms: u64,
    /// The id of the flow that the exchange belongs to.
    pub(super) flow: Option<String>,
    /// The fault that was applied.
    fault: Option<Fault>,
    /// The request headers to show, by name.
    headers: BTreeMap<&'static str, String>,
    request: Option<Value>,
    response: Option<Value>,
}

/// The masked request of an exchange whose response is not known yet.
pub(super) struct PendingEntry {
    at: SystemTime,
    method: &'static str,
    path: String,
    flow: Option<String>,
    headers: BTreeMap<&'static str, String>,
    body: Option<Value>,
    /// The masked values. They are masked in the response too.
    masked: Vec<String>,
}

impl PendingEntry {
    /// Masks a request. Call this before the org handles it: a redeemed interaction code no
    /// longer identifies its flow.
    pub(super) fn new(request: &Request, org: &Org, at: SystemTime) -> Self {
        let mut masker = Masker::for_request();
        Self {
            at,
            method: allow_list::method(&request.method),
            path: masker.url(&request.url),
            headers: masker.headers(request),
            body: masker.request_body(request),
            flow: flow_id(&masker, org),
            masked: masker.masked,
        }
    }
}

impl Log {
    /// Masks the response and stores the exchange. `elapsed` is the processing time.
    pub(super) fn add(
        &mut self,
        entry: PendingEntry,
        outcome: &Outcome,
        org: &Org,
        fault: Option<&Fault>,
        elapsed: Duration,
    ) {
        let mut masker = Masker::for_response(entry.masked);
        let response = response(outcome);
        let delay = match outcome {
            Outcome::Delayed { at, .. } => at.duration_since(entry.at).unwrap_or_default(),
            _ => Duration::ZERO,
        };
        let body = response.and_then(|response| masker.response_body(response));
        self.last_seq += 1;
        if self.exchanges.len() == CAPACITY {
            self.exchanges.pop_front();
        }
        self.exchanges.push_back(Exchange {
            seq: self.last_seq,
            at: entry.at,
            method: entry.method,
            path: entry.path,
            status: response.map(|response| response.status),
            ms: u64::try_from((elapsed + delay).as_millis()).unwrap_or(u64::MAX),
            flow: entry.flow.or_else(|| flow_id(&masker, org)),
            fault: fault.cloned(),
            headers: entry.headers,
            request: entry.body,
            response: body,
        });
    }

    pub(super) fn newest_first(&self) -> impl Iterator<Item = &Exchange> {
        self.exchanges.iter().rev()
    }

    pub(super) fn clear(&mut self) {
        self.exchanges.clear();
    }
}

/// Finds the flow by one of the masked values, such as a state handle or an interaction code.
fn flow_id(masker: &Masker, org: &Org) -> Option<String> {
    masker.masked.iter().find_map(|value| org.flow_of(value))
}

fn response(outcome: &Outcome) -> Option<&Response> {
    match outcome {
        Outcome::Reply(response) | Outcome::Duplicated(response) => Some(response),
        Outcome::Delayed { response, .. } => Some(response),
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

    const NOW: SystemTime = SystemTime::UNIX_EPOCH;

    fn log_one(log: &mut Log, org: &mut Org) {
        let request = Request::get("/oauth2/v1/keys");
        let entry = PendingEntry::new(&request, org, NOW);
        let outcome = Outcome::Reply(org.handle(&request, NOW));
        log.add(entry, &outcome, org, None, Duration::ZERO);
    }

    #[test]
    fn the_log_keeps_the_latest_exchanges_and_continues_their_numbers() {
        let (mut log, mut org) = (Log::default(), Org::new(Setup::default()));
        for _ in 0..CAPACITY + 2 {
            log_one(&mut log, &mut org);
        }
        let numbers: Vec<u64> = log.newest_first().map(|exchange| exchange.seq).collect();
        assert_eq!(numbers.len(), CAPACITY);
        assert_eq!((numbers[0], numbers[CAPACITY - 1]), (502, 3));
        log.clear();
        log_one(&mut log, &mut org);
        assert_eq!(
            log.newest_first().next().map(|newest| newest.seq),
            Some(503)
        );
    }

    #[test]
    fn delayed_and_lost_responses_are_recorded() {
        let (mut log, org) = (Log::default(), Org::new(Setup::default()));
        let request = Request::get("/oauth2/v1/keys");
        let elapsed = Duration::from_millis(2);
        let delayed = Outcome::Delayed {
            at: NOW + Duration::from_millis(40),
            response: Response::empty(200),
        };
        let entry = PendingEntry::new(&request, &org, NOW);
        log.add(entry, &delayed, &org, None, elapsed);
        let entry = PendingEntry::new(&request, &org, NOW);
        let fault = Fault::ReplyLost;
        log.add(entry, &Outcome::Lost, &org, Some(&fault), elapsed);
        let mut exchanges = log.newest_first();
        let lost = exchanges.next().unwrap();
        assert_eq!((lost.status, &lost.fault), (None, &Some(fault)));
        assert_eq!(exchanges.next().unwrap().ms, 42);
    }
}
