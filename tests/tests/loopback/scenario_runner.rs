//! A host over HTTP that does what a script says.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use idx_flow::{
    Action, Answer, AuthenticatorKey, Channel, Flow, FlowConfig, Prompt, RemediationName, Secret,
    StateName,
};
use idx_flow_sim::Request;
use idx_flow_sim::server::{Server, ServerState};
use idx_flow_tests::script::Script;
use idx_flow_tests::steps::context;
use idx_flow_tests::transcript::Transcript;
use idx_flow_ureq::Runner;

/// Its time stands still, unless a step moves it.
pub(crate) struct ScenarioRunner {
    pub(crate) transcript: Transcript,
    server: Server,
    state: Arc<Mutex<ServerState>>,
    runner: Runner,
    flow: Flow,
    now: SystemTime,
    dies: bool,
}

impl ScenarioRunner {
    /// Before the first step: the first page is on the screen.
    pub(crate) fn new(script: &Script, dies: bool) -> Self {
        let server = Server::start(script.setup.clone()).unwrap();
        let runner = Runner::new();
        let mut scenario_runner = Self {
            transcript: Transcript::default(),
            state: server.shared_state(),
            flow: begin(&server, &runner),
            now: SystemTime::now(),
            server,
            runner,
            dies,
        };
        scenario_runner.settle();
        scenario_runner
    }

    /// One step, up to where the flow waits for somebody again.
    pub(crate) fn take(&mut self, step: &[String]) {
        let step: Vec<_> = step.iter().map(String::as_str).collect();
        match step[..] {
            ["identify", login] => self.answer(|page| Answer::identify(page, login, None)),
            ["identify", login, password] => {
                let password = Secret::from(password);
                self.answer(|page| Answer::identify(page, login, Some(&password)));
            }
            ["enter_passcode", code] => self.answer(|page| Answer::enter_passcode(page, code)),
            ["enter_passcode_from", to] => {
                let code =
                    self.with_server_state(|state| state.org.inbox().code(to).map(Secret::from));
                self.answer(|page| Answer::enter_passcode(page, code.unwrap()));
            }
            ["select_authenticator", key] => {
                let key = AuthenticatorKey::from(key);
                self.answer(|page| Answer::select_authenticator(page, &key, None));
            }
            ["select_channel", channel] => {
                let channel = Channel::from(channel);
                self.answer(|page| Answer::select_channel(page, &channel));
            }
            ["fill", remediation, ref values @ ..] => {
                let pairs = values
                    .chunks(2)
                    .map(|pair| (pair[0].to_owned(), pair[1].into()));
                let values: BTreeMap<_, _> = pairs.collect();
                let remediation = remediation.to_owned();
                self.answer(|_| {
                    Ok(Answer {
                        remediation,
                        values,
                    })
                });
            }
            ["proceed", name] => {
                let name = RemediationName::from(name);
                self.answer(|page| Answer::proceed(page, &name));
            }
            ["wait"] => self.wait(),
            ["wait_for_message", key] => self.wait_until(|flow| {
                let mut all = flow.prompt().unwrap().all_messages();
                all.any(|message| message.key.as_deref() == Some(key))
                    .then_some(())
            }),
            ["scan"] => self.scan(),
            ["open_on_phone", to] => {
                let link =
                    self.with_server_state(|state| state.org.inbox().link(to).map(str::to_owned));
                self.open_on_phone(&link.unwrap());
            }
            ["open_setup_link"] => {
                let page = Arc::clone(self.flow.prompt().unwrap());
                let device = context(&page).unwrap().same_device.as_ref().unwrap();
                self.open_on_phone(device.setup_url.as_ref().unwrap().expose());
            }
            ["approve"] => self.on_phone(|org, phone, now| phone.approve(org, now).unwrap()),
            ["reject"] => self.on_phone(|org, phone, now| phone.reject(org, now).unwrap()),
            ["choose_number"] => {
                let number =
                    self.wait_until(|flow| context(flow.prompt()?)?.correct_answer.clone());
                self.on_phone(|org, phone, now| {
                    phone.choose_number(org, number.expose(), now).unwrap();
                });
            }
            ["open_redirect"] => self.visit(),
            ["new_flow"] => {
                self.flow = begin(&self.server, &self.runner);
                self.transcript.say("new flow");
                self.settle();
            }
            ["finish"] => {
                self.wait_until(|flow| (flow.state() == StateName::Done).then_some(()));
            }
            _ => panic!("no such step: {step:?}"),
        }
    }

    fn settle(&mut self) -> Action {
        loop {
            match self.flow.next_action(self.now) {
                Action::Send { request } => {
                    self.transcript.request(&request);
                    let response = self.runner.exchange(&request).unwrap();
                    self.transcript.reply(&response.status.to_string());
                    self.flow.handle_response(request.id, response, self.now);
                    self.live_or_die();
                }
                action => {
                    self.transcript.action(&action);
                    return action;
                }
            }
        }
    }

    /// The process ends, and another goes on from the snapshot.
    fn live_or_die(&mut self) {
        if self.dies {
            self.flow = Flow::restore(&self.flow.snapshot()).unwrap();
        }
    }

    fn answer(&mut self, answer: impl FnOnce(&Prompt) -> Result<Answer, idx_flow::InputError>) {
        let answer = answer(self.flow.prompt().unwrap()).unwrap();
        self.transcript.answer(&answer);
        self.flow.submit(answer).unwrap();
        self.settle();
    }

    /// One poll.
    fn wait(&mut self) {
        let action = self.settle();
        let wait = action.wait();
        let wait = wait.unwrap_or_else(|| panic!("nothing to wait for: {}", self.transcript));
        self.with_server_state(|state| state.advance(wait));
        self.now += wait;
        self.settle();
    }

    fn wait_until<T>(&mut self, found: impl Fn(&Flow) -> Option<T>) -> T {
        for _ in 0..20 {
            if let Some(found) = found(&self.flow) {
                return found;
            }
            self.wait();
        }
        panic!("it never came: {}", self.transcript);
    }

    fn scan(&mut self) {
        let Action::ShowQr { qr, .. } = self.settle() else {
            panic!("no QR code: {}", self.transcript);
        };
        let png = qr.png().unwrap();
        self.on_phone(|org, phone, now| phone.scan(org, &png, now).unwrap());
    }

    fn open_on_phone(&self, link: &str) {
        self.on_phone(|org, phone, now| phone.open_link(org, link, now).unwrap());
    }

    /// The browser of this device.
    fn visit(&mut self) {
        let Action::Redirect { url, .. } = self.settle() else {
            panic!("no address: {}", self.transcript);
        };
        let reply = self.with_server_state(|state| {
            let now = state.now();
            state.org.handle(&Request::get(url), now)
        });
        self.transcript.say("redirect received");
        let location = reply.header("location").unwrap();
        self.flow.handle_redirect(location).unwrap();
        self.live_or_die();
        self.settle();
    }

    fn on_phone(
        &self,
        act: impl FnOnce(&mut idx_flow_sim::Org, &mut idx_flow_sim::Phone, SystemTime),
    ) {
        self.with_server_state(|state| {
            let now = state.now();
            let (org, phone) = state.phone(None);
            act(org, phone, now);
        });
    }

    fn with_server_state<T>(&self, act: impl FnOnce(&mut ServerState) -> T) -> T {
        act(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn begin(server: &Server, runner: &Runner) -> Flow {
    let info = server.info();
    let redirect_uri = info.redirect_uri.unwrap();
    let config = FlowConfig::new(server.issuer(), &info.client_id, redirect_uri).unwrap();
    let config = config.scopes(["openid", "profile", "email", "offline_access"]);
    runner
        .start(config.device_token("dt-7Qx2mVb93kLr").unwrap())
        .unwrap()
}
