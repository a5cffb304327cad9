//! The host: a flow, an org, a phone, a clock, and the weather between them.

mod device;
mod exchange;
mod token;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use idx_flow::{
    Action, Answer, Entropy, Failure, Flow, FlowConfig, InputError, Prompt, Purpose, RequestId,
    StateName,
};
use idx_flow_sim::faults::{Faults, Rule};
use idx_flow_sim::{Org, Phone, Setup};

pub use exchange::{carried, returned};

use crate::disruption::Disruption;
use crate::invariants;
use crate::secret_scanner::SecretScanner;
use crate::transcript::Transcript;

/// When the host's process dies and comes back from its snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Restart {
    /// Never.
    Never,
    /// After every step, but not while an answer or a challenge is out.
    EachStep,
    /// With every answer out: the org has acted, and nobody hears the reply.
    InFlight,
}

/// Why a scenario ends before its end.
#[derive(Debug, Clone, PartialEq)]
pub enum Interruption {
    /// The flow has failed.
    Failed(Failure),
    /// The user canceled, and is back at this first page.
    Canceled(Arc<Prompt>),
}

/// A part of a scenario; `Err` where it was cut short.
pub type StepResult<T = ()> = Result<T, Interruption>;

/// One exchange as it went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// What for.
    pub purpose: Purpose,
    /// Where it went.
    pub url: String,
    /// When it was sent.
    pub at: SystemTime,
    /// The status that came back, if anything did.
    pub status: Option<u16>,
    /// Whether there were messages for the user in it.
    pub is_told: bool,
}

/// Everything that a scenario happens to.
pub struct Host {
    /// The flow.
    pub flow: Flow,
    /// The org.
    pub org: Org,
    /// The user's phone.
    pub phone: Phone,
    /// What goes wrong with single exchanges.
    pub faults: Faults,
    /// What the weather does beside.
    pub disruption: Disruption,
    /// The time, the same for all.
    pub now: SystemTime,
    /// When the process dies.
    pub restart: Restart,
    /// What happened, without secrets.
    pub transcript: Transcript,
    /// Every secret seen so far.
    pub secrets: SecretScanner,
    /// The exchanges, in order.
    pub log: Vec<Exchange>,
    /// Every remediation that a page offered.
    pub offered: BTreeSet<String>,
    /// How many enrollments the org listed last.
    pub enrollments: usize,
    /// Why challenges of the device were ended, and with which status.
    pub cancels: Vec<String>,
    /// How many exchanges go as they went before, with the invariants held at each of them.
    pub known: usize,
    /// How many polls were overtaken by an answer.
    pub overtaken: usize,
    pub(crate) canceled: bool,
    opened: Option<u64>,
    late: Vec<(SystemTime, RequestId, idx_flow_sim::Response)>,
    held: Option<(Flow, SystemTime)>,
    sent: BTreeSet<RequestId>,
    answers: u32,
    answered: BTreeSet<u32>,
    flows: u8,
}

/// When every scenario begins.
pub fn morning() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_893_456_000)
}

impl Host {
    /// A host before a fresh flow.
    pub fn new(setup: Setup) -> Self {
        let config = config(&setup);
        let org = Org::new(setup);
        let login = org.setup().users.first().map(|user| user.login.clone());
        let phone = login.and_then(|login| Phone::enrolled(&org, &login));
        let flow = Flow::start(config, entropy(0));
        let mut secrets = SecretScanner::default();
        secrets.flow(&flow);
        Self {
            flow,
            phone: phone.unwrap_or_else(|| Phone::new("Ada's phone")),
            org,
            faults: Faults::default(),
            disruption: Disruption::None,
            now: morning(),
            restart: Restart::Never,
            transcript: Transcript::default(),
            secrets,
            log: Vec::new(),
            offered: BTreeSet::new(),
            enrollments: 0,
            known: 0,
            overtaken: 0,
            canceled: false,
            cancels: Vec::new(),
            opened: None,
            late: Vec::new(),
            held: None,
            sent: BTreeSet::new(),
            answers: 0,
            answered: BTreeSet::new(),
            flows: 0,
        }
    }

    /// Gives the flow up, and starts another with what `change` makes of the configuration.
    pub fn start_again(&mut self, change: impl FnOnce(FlowConfig) -> FlowConfig) {
        self.flows += 1;
        let config = change(config(self.org.setup()));
        self.flow = Flow::start(config, entropy(self.flows));
        self.secrets.flow(&self.flow);
        self.sent.clear();
        if !self.log.is_empty() {
            self.transcript.say("new flow");
        }
    }

    /// Adds a fault.
    #[must_use]
    pub fn under(mut self, rule: Rule) -> Self {
        self.faults.add(rule);
        self
    }

    /// What to do now, with every law held.
    pub fn action(&mut self) -> Action {
        self.check_invariants();
        self.flow.next_action(self.now)
    }

    /// Once for the same flow at the same time.
    fn check_invariants(&mut self) {
        let is_held = |(flow, now): &(Flow, SystemTime)| *now == self.now && *flow == self.flow;
        if self.log.len() < self.known || self.held.as_ref().is_some_and(is_held) {
            return;
        }
        invariants::check(self);
        self.held = Some((self.flow.clone(), self.now));
    }

    /// Carries out what can be carried out without the user, and returns what cannot.
    ///
    /// # Errors
    /// Where the user canceled meanwhile.
    pub fn settle(&mut self) -> StepResult<Action> {
        for _ in 0..200 {
            self.deliver_late_replies();
            match self.action() {
                Action::Send { request } => self.exchange(&request),
                Action::Wait { duration, .. } if self.flow.state() != StateName::Prompt => {
                    self.now += duration;
                }
                action => {
                    self.transcript.action(&action);
                    let page = action.prompt().into_iter();
                    let names = page.flat_map(|page| &page.remediations);
                    self.offered
                        .extend(names.map(|one| one.name.as_str().to_owned()));
                    return match action.prompt() {
                        Some(page) if self.canceled => {
                            Err(Interruption::Canceled(Arc::clone(page)))
                        }
                        _ => Ok(action),
                    };
                }
            }
        }
        panic!("the flow never comes to rest: {}", self.transcript);
    }

    /// Lets the time of the action pass, then settles: one poll.
    ///
    /// # Errors
    /// Where the scenario is cut short.
    pub fn wait(&mut self) -> StepResult<Action> {
        self.pass_time()?;
        let action = self.settle()?;
        unless_failed(action)
    }

    /// Lets the time of the action pass.
    pub(crate) fn pass_time(&mut self) -> StepResult {
        let action = self.settle()?;
        let action = unless_failed(action)?;
        let wait =
            due(&action).unwrap_or_else(|| panic!("nothing to wait for: {}", self.transcript));
        self.now += wait;
        Ok(())
    }

    /// Answers the prompt.
    ///
    /// # Errors
    /// Where the engine refuses the answer.
    pub fn submit(&mut self, answer: Answer) -> Result<(), InputError> {
        self.secrets.answer(&answer);
        let overtaken = self.poll_to_overtake();
        self.transcript.answer(&answer);
        self.flow.submit(answer)?;
        self.answers += 1;
        self.check_invariants();
        if let Some((id, reply)) = overtaken {
            self.overtaken += 1;
            self.ignore(id, &reply);
            if let Action::Send { request } = self.action() {
                self.exchange(&request);
            }
            self.ignore(id, &reply);
        }
        Ok(())
    }

    /// Comes back from a browser or an app.
    ///
    /// # Errors
    /// Where the engine refuses the URL.
    pub fn come_back(&mut self, url: &str) -> Result<(), InputError> {
        self.secrets.url(url);
        let before = self.flow.clone();
        let came = self.flow.handle_redirect(url);
        self.transcript.say(match came {
            Ok(()) => "redirect received",
            Err(_) => "redirect received → refused",
        });
        let is_fine = came.is_ok() || self.flow == before;
        assert!(is_fine, "law 2: an error left a trace");
        self.answers += u32::from(came.is_ok());
        if self.flow.state() != StateName::Submit {
            self.after_step();
        }
        came
    }

    /// The page on the screen.
    ///
    /// # Errors
    /// Where the scenario is cut short.
    pub fn page(&mut self) -> StepResult<Arc<Prompt>> {
        let action = self.settle()?;
        let action = unless_failed(action)?;
        let shown = action.prompt().cloned();
        Ok(shown.unwrap_or_else(|| panic!("no page but {action:?}: {}", self.transcript)))
    }

    /// Whether the process dies with answers out, so that what the org says of them is never seen.
    pub fn is_deaf(&self) -> bool {
        self.restart == Restart::InFlight
    }
}

fn unless_failed(action: Action) -> StepResult<Action> {
    match action {
        Action::Failed { failure } => Err(Interruption::Failed(failure)),
        action => Ok(action),
    }
}

/// How long until the action's poll.
pub fn due(action: &Action) -> Option<Duration> {
    match action {
        Action::Ask { wait, .. } | Action::ShowQr { wait, .. } => *wait,
        Action::Wait { duration, .. } => Some(*duration),
        _ => None,
    }
}

/// The configuration that the setup's client would have: on a known device, and with its secret.
pub fn config(setup: &Setup) -> FlowConfig {
    let config = FlowConfig::new(&setup.issuer, &setup.client_id, &setup.redirect_uris[0]).unwrap();
    let config = config.device_token("dt-7Qx2mVb93kLr").unwrap();
    let config = config.scopes(["openid", "profile", "email", "offline_access"]);
    match &setup.client_secret {
        Some(secret) => config.client_secret(secret.as_str()),
        None => config,
    }
}

fn entropy(flow: u8) -> Entropy {
    let own = flow.wrapping_mul(101).wrapping_add(11);
    let byte = |index: usize| (index as u8).wrapping_mul(37).wrapping_add(own);
    Entropy::from(std::array::from_fn(byte))
}
