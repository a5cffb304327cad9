//! The state of a host.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use idx_flow::{Action, Entropy, Failure, Flow, FlowConfig, Prompt, Purpose, RequestId};
use idx_flow_sim::faults::Faults;
use idx_flow_sim::{Org, Phone, Setup};

use super::wire::{engine_response, sim_request};
use crate::disruption::Disruption;
use crate::passkey::Device;
use crate::secret_scanner::SecretScanner;
use crate::transcript::{RequestLog, Transcript};

/// When the host's process is killed and restored from its snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Restart {
    /// Never.
    Never,
    /// After every step, except while a submission or a device challenge is in flight.
    EachStep,
    /// During every submission: the org has acted, and the response is lost.
    InFlight,
    /// During the HTTP exchange with this index, whatever its purpose: the org has acted, and the
    /// response is lost.
    Once(usize),
}

/// The reason why a scenario ended early.
#[derive(Debug, Clone, PartialEq)]
pub enum Interruption {
    /// The flow failed.
    Failed(Box<Failure>),
    /// The user canceled. This is the first prompt of the next transaction.
    Canceled(Arc<Prompt>),
}

/// The result of a part of a scenario. `Err` if the scenario ended early.
pub type StepResult<T = ()> = Result<T, Interruption>;

/// One HTTP exchange, as logged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// The purpose of the request.
    pub purpose: Purpose,
    /// The request's URL.
    pub url: String,
    /// The time when the request was sent.
    pub at: SystemTime,
    /// The status of the response. `None` if no response was received.
    pub status: Option<u16>,
    /// Whether the response contains messages for the user.
    pub has_messages: bool,
}

/// A host that runs a scenario.
pub struct Host {
    /// The flow.
    pub flow: Flow,
    /// The simulated org.
    pub org: Org,
    /// The user's phone.
    pub phone: Phone,
    /// The device with the user's passkey.
    pub passkey: Device,
    /// The faults of single HTTP exchanges.
    pub faults: Faults,
    /// The disruption of the whole run.
    pub disruption: Disruption,
    /// The virtual clock, shared by the flow, the org and the phone.
    pub now: SystemTime,
    /// The device's clock minus the virtual clock, in seconds.
    pub clock_offset: i64,
    /// When the host's process is killed.
    pub restart: Restart,
    /// The log of what happened, without secrets.
    pub transcript: Transcript,
    /// The requests to the issuer, with headers and bodies, without secrets.
    pub requests: RequestLog,
    /// Every secret seen so far.
    pub secrets: SecretScanner,
    /// The HTTP exchanges, in order. Requests to the device are not included.
    pub log: Vec<Exchange>,
    /// The names of all remediations that were offered.
    pub offered: BTreeSet<String>,
    /// The number of enrollments in the org's most recent list.
    pub enrollments: usize,
    /// The reason and status of each canceled device challenge, such as `OV_RETURNED_ERROR 400`.
    pub challenge_cancels: Vec<String>,
    /// The number of HTTP exchanges at the start whose invariants an identical run has already
    /// checked. They are not checked again.
    pub checked_exchanges: usize,
    /// The number of polls whose response arrived after an answer.
    pub overtaken_polls: usize,
    /// Whether copies of the flow receive each response with each of its URLs on a foreign origin.
    pub tries_moved_hrefs: bool,
    /// The index of the HTTP exchange whose response has its `cancel` on a foreign origin.
    pub moved_cancel: Option<usize>,
    /// The number of URLs that were moved.
    pub moved_hrefs: usize,
    /// The number of unknown forms that copies of the flow have sent.
    pub unknown_forms: usize,
    /// The number of unknown authenticators that copies of the flow have selected.
    pub unknown_authenticators: usize,
    /// Whether the clock was set back.
    pub was_set_back: bool,
    pub(super) canceled: bool,
    /// The version of the last device challenge whose link was opened.
    pub(super) opened_challenge: Option<u64>,
    /// Responses that have not arrived yet, with the time of their arrival.
    pub(super) late_responses: Vec<(SystemTime, RequestId, idx_flow_sim::Response)>,
    /// The flow and the time at the last check of the invariants.
    pub(super) last_checked: Option<(Flow, SystemTime)>,
    /// When the flow received its last response, or learned that no response came. `None` after a
    /// response of the device.
    pub(super) last_reply: Option<SystemTime>,
    /// Until when the last response asked the flow to wait.
    pub(crate) limited_until: Option<SystemTime>,
    /// How far the server's clock seems to lag behind, because its last `Date` arrived late.
    pub(super) server_lag: Duration,
    pub(super) sent_ids: BTreeSet<RequestId>,
    /// The number of answers that the engine accepted.
    pub(crate) answers: u32,
    /// The numbers of the answers that were sent.
    pub(super) sent_answers: BTreeSet<u32>,
    pub(super) flow_count: u8,
}

/// The time at which every scenario starts.
fn start_time() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_893_456_000)
}

impl Host {
    /// Creates a host with a new flow against an org with this setup.
    pub fn new(setup: Setup) -> Self {
        let config = config(&setup);
        let org = Org::new(setup);
        let login = org.setup().users.first().map(|user| user.login.clone());
        let phone = login.and_then(|login| Phone::enrolled(&org, &login));
        let flow = Flow::start(config, entropy(0));
        let mut secrets = SecretScanner::default();
        secrets.add_flow(&flow);
        Self {
            flow,
            phone: phone.unwrap_or_else(|| Phone::new("Ada's phone")),
            org,
            passkey: Device::new(),
            faults: Faults::default(),
            disruption: Disruption::None,
            now: start_time(),
            clock_offset: 0,
            restart: Restart::Never,
            transcript: Transcript::default(),
            requests: RequestLog::default(),
            secrets,
            log: Vec::new(),
            offered: BTreeSet::new(),
            enrollments: 0,
            challenge_cancels: Vec::new(),
            checked_exchanges: 0,
            overtaken_polls: 0,
            tries_moved_hrefs: false,
            moved_cancel: None,
            moved_hrefs: 0,
            unknown_forms: 0,
            unknown_authenticators: 0,
            was_set_back: false,
            canceled: false,
            opened_challenge: None,
            late_responses: Vec::new(),
            last_checked: None,
            last_reply: None,
            limited_until: None,
            server_lag: Duration::ZERO,
            sent_ids: BTreeSet::new(),
            answers: 0,
            sent_answers: BTreeSet::new(),
            flow_count: 0,
        }
    }

    /// The time by the device's clock, which the flow sees.
    pub fn device_time(&self) -> SystemTime {
        self.to_device_time(self.now)
    }

    pub(super) fn to_device_time(&self, time: SystemTime) -> SystemTime {
        let offset = Duration::from_secs(self.clock_offset.unsigned_abs());
        match self.clock_offset < 0 {
            true => time - offset,
            false => time + offset,
        }
    }

    /// Starts a second flow of the same client with other secrets, and returns it at its first prompt.
    pub fn other_flow(&mut self) -> Flow {
        let mut flow = Flow::start(config(self.org.setup()), entropy(self.flow_count + 1));
        while let Action::Send { request } = flow.next_action(self.now) {
            let response = self.org.handle(&sim_request(&request), self.now);
            flow.handle_response(request.id, engine_response(&response), self.now);
        }
        flow
    }

    /// Drops the flow and starts a new one. `change` adjusts its configuration.
    pub fn start_again(&mut self, change: impl FnOnce(FlowConfig) -> FlowConfig) {
        self.flow_count += 1;
        let config = change(config(self.org.setup()));
        self.flow = Flow::start(config, entropy(self.flow_count));
        self.secrets.add_flow(&self.flow);
        self.sent_ids.clear();
        self.server_lag = Duration::ZERO;
        self.last_reply = None;
        self.limited_until = None;
        if !self.log.is_empty() {
            self.transcript.add("new flow");
        }
    }

    /// Returns the number of polls that have been sent.
    pub fn poll_count(&self) -> usize {
        let is_poll = |exchange: &&Exchange| exchange.purpose == Purpose::Poll;
        self.log.iter().filter(is_poll).count()
    }

    /// Whether the org's response to a submission never arrives, because the process is killed.
    pub fn loses_submit_responses(&self) -> bool {
        self.restart == Restart::InFlight
    }
}

/// The configuration of the setup's client, on a known device.
pub fn config(setup: &Setup) -> FlowConfig {
    let config = FlowConfig::new(&setup.issuer, &setup.client_id, &setup.redirect_uris[0]).unwrap();
    let config = config.with_device_token("dt-7Qx2mVb93kLr").unwrap();
    let config = config.with_user_agent("Example/1.0").unwrap();
    let config = config.with_accept_language("en-GB").unwrap();
    let config = match &setup.email_callback_uri {
        Some(uri) => config.with_email_redirect_uri(uri).unwrap(),
        None => config,
    };
    let config = config.with_scopes(["openid", "profile", "email", "offline_access"]);
    match &setup.client_secret {
        Some(secret) => config.with_client_secret(secret.as_str()),
        None => config,
    }
}

/// The entropy of the flow with this number. It differs for each flow.
fn entropy(flow: u8) -> Entropy {
    let offset = flow.wrapping_mul(101).wrapping_add(11);
    let byte = |index: usize| (index as u8).wrapping_mul(37).wrapping_add(offset);
    Entropy::new(std::array::from_fn(byte)).unwrap()
}
