//! The host: a flow, an org, a phone, a clock, and the weather between them.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use idx_flow::{
    Action, Answer, Config, Entropy, Flow, InputError, Prompt, Purpose, Request, RequestId,
    Response, StateName,
};
use idx_flow_sim::faults::{Faults, Outcome, Rule};
use idx_flow_sim::{Org, Phone, Setup};

use crate::canary::Canaries;
use crate::laws;

/// When the host's process dies and comes back from its snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Restart {
    /// Never.
    Never,
    /// After every step, but not while an answer is out.
    EachStep,
    /// With every answer out: the org has acted, and nobody hears the reply.
    InFlight,
}

/// Everything that a journey happens to.
pub struct Host {
    /// The flow.
    pub flow: Flow,
    /// The org.
    pub org: Org,
    /// The user's phone.
    pub phone: Phone,
    /// What goes wrong on the way.
    pub faults: Faults,
    /// The time, the same for all.
    pub now: SystemTime,
    /// When the process dies.
    pub restart: Restart,
    /// What happened, line by line, without secrets.
    pub transcript: Vec<String>,
    /// Every secret seen so far.
    pub canaries: Canaries,
    /// Statuses of the replies, in order.
    pub statuses: Vec<u16>,
    sent: BTreeSet<RequestId>,
    answers: u32,
    answered: BTreeSet<u32>,
}

/// When every journey begins.
pub fn morning() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_893_456_000)
}

impl Host {
    /// A host before a fresh flow.
    pub fn new(setup: Setup) -> Self {
        let config = config(&setup);
        Self::with(setup, config)
    }

    /// The same with a configuration of the journey's own.
    pub fn with(setup: Setup, config: Config) -> Self {
        let entropy = std::array::from_fn(|index| (index as u8).wrapping_mul(37).wrapping_add(11));
        let org = Org::new(setup);
        let login = org.setup().users.first().map(|user| user.login.clone());
        let phone = login.and_then(|login| Phone::enrolled(&org, &login));
        Self {
            flow: Flow::start(config, Entropy::from(entropy)),
            phone: phone.unwrap_or_else(|| Phone::new("Ada's phone")),
            org,
            faults: Faults::default(),
            now: morning(),
            restart: Restart::Never,
            transcript: Vec::new(),
            canaries: Canaries::default(),
            statuses: Vec::new(),
            sent: BTreeSet::new(),
            answers: 0,
            answered: BTreeSet::new(),
        }
    }

    /// Whether replies may be lost, so that a message may never be seen.
    pub fn is_rough(&self) -> bool {
        self.restart == Restart::InFlight || !self.faults.rules().is_empty()
    }

    /// Adds a fault.
    #[must_use]
    pub fn under(mut self, rule: Rule) -> Self {
        self.faults.add(rule);
        self
    }

    /// What to do now, with every law held.
    pub fn action(&self) -> Action {
        laws::hold(self);
        self.flow.next_action(self.now)
    }

    /// Carries out what can be carried out without the user, and returns what cannot.
    pub fn settle(&mut self) -> Action {
        for _ in 0..200 {
            match self.action() {
                Action::Send { request } => self.exchange(&request),
                Action::Wait { duration, .. } if self.flow.state() != StateName::Prompt => {
                    self.now += duration;
                }
                action => {
                    self.note(&action);
                    return action;
                }
            }
        }
        panic!("the flow never comes to rest: {:#?}", self.transcript);
    }

    /// Lets the time of the action pass, then settles: one poll.
    pub fn wait(&mut self) -> Action {
        let wait = match self.settle() {
            Action::Ask { wait, .. } | Action::ShowQr { wait, .. } => wait,
            Action::Wait { duration, .. } => Some(duration),
            _ => None,
        };
        self.now += wait.unwrap_or_else(|| panic!("nothing to wait for: {:#?}", self.transcript));
        self.settle()
    }

    /// Answers the prompt.
    ///
    /// # Errors
    /// Where the engine refuses the answer.
    pub fn submit(&mut self, answer: Answer) -> Result<(), InputError> {
        let names: Vec<_> = answer.values.keys().map(String::as_str).collect();
        self.transcript.push(format!(
            "answer {} [{}]",
            answer.remediation,
            names.join(", ")
        ));
        self.canaries.answer(&answer);
        self.flow.submit(answer)?;
        self.answers += 1;
        if self.flow.state() != StateName::Submit {
            return Ok(());
        }
        laws::hold(self);
        Ok(())
    }

    /// The page on the screen.
    pub fn page(&mut self) -> Arc<Prompt> {
        let action = self.settle();
        let shown = action.prompt().cloned();
        shown.unwrap_or_else(|| panic!("no page but {action:?}: {:#?}", self.transcript))
    }

    /// Carries out one exchange, in whatever weather there is.
    pub fn exchange(&mut self, request: &Request) {
        assert!(self.sent.insert(request.id), "{request:?} was sent before");
        if request.purpose == Purpose::Submit {
            // law 8
            assert!(
                self.answered.insert(self.answers),
                "an answer was sent twice"
            );
        }
        let path = request
            .url
            .split("//")
            .nth(1)
            .and_then(|url| url.split_once('/'));
        let path = path.map(|(_, path)| path.to_owned()).unwrap_or_default();
        self.transcript
            .push(format!("{:?} {} /{path}", request.purpose, request.method));
        self.canaries.request(request);
        let outcome = self
            .faults
            .handle(&mut self.org, &carried(request), self.now);
        if self.restart == Restart::InFlight && request.purpose == Purpose::Submit {
            self.die();
            return;
        }
        match outcome {
            Outcome::Reply(response) => self.deliver(request.id, &response),
            Outcome::Lost => {
                self.transcript.push("  nothing came back".to_owned());
                self.flow.handle_failure(request.id, self.now);
                self.after_step();
            }
            Outcome::Late { at, response } => {
                self.now = at;
                self.deliver(request.id, &response);
            }
            Outcome::Twice(response) => {
                self.deliver(request.id, &response);
                let before = self.flow.clone();
                self.flow
                    .handle_response(request.id, returned(&response), self.now);
                assert_eq!(self.flow, before, "a reply counted twice");
            }
        }
    }

    /// Hands a reply to the flow.
    pub fn deliver(&mut self, id: RequestId, response: &idx_flow_sim::Response) {
        self.canaries.response(response);
        self.statuses.push(response.status);
        self.transcript.push(format!("  {}", response.status));
        self.flow.handle_response(id, returned(response), self.now);
        self.after_step();
    }

    fn after_step(&mut self) {
        if self.restart == Restart::EachStep {
            self.flow = Flow::restore(&self.flow.snapshot()).unwrap();
        }
    }

    fn die(&mut self) {
        self.transcript.push("  the process dies".to_owned());
        self.flow = Flow::restore(&self.flow.snapshot()).unwrap();
    }

    fn note(&mut self, action: &Action) {
        let page = |prompt: &Prompt| {
            let ids: Vec<_> = prompt
                .remediations
                .iter()
                .map(|one| one.id.as_str())
                .collect();
            let keys = prompt
                .all_messages()
                .filter_map(|message| message.key.as_deref());
            let keys: Vec<_> = keys.map(|key| format!(" !{key}")).collect();
            format!("{}{}", ids.join(" "), keys.concat())
        };
        let line = match action {
            Action::Ask { prompt, wait } => format!("ask {wait:?}: {}", page(prompt)),
            Action::ShowQr { prompt, wait, .. } => format!("show qr {wait:?}: {}", page(prompt)),
            Action::Wait { duration, prompt } => {
                let page = prompt.as_deref().map(page).unwrap_or_default();
                format!("wait {duration:?}: {page}")
            }
            Action::Redirect { prompt, .. } => format!("redirect: {}", page(prompt)),
            Action::Done { tokens } => format!("done: {}", tokens.scopes.join(" ")),
            Action::DoneWithCode { .. } => "done with code".to_owned(),
            Action::Failed { failure } => format!("failed: {:?}", failure.kind),
            Action::Send { request } => format!("{request:?}"),
        };
        if self.transcript.last() != Some(&line) {
            self.transcript.push(line);
        }
    }
}

/// The configuration that the setup's client would have.
pub fn config(setup: &Setup) -> Config {
    let config = Config::new(&setup.issuer, &setup.client_id, &setup.redirect_uris[0]).unwrap();
    config.scopes(["openid", "profile", "email", "offline_access"])
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
