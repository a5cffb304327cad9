//! A host over HTTP that carries out the steps of a script.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use idx_flow::{
    Action, Answer, AnswerError, AuthenticatorKey, Channel, Flow, FlowConfig, Prompt,
    RemediationName, Secret, StateName,
};
use idx_flow_sim::faults::Rule;
use idx_flow_sim::server::{Server, ServerState};
use idx_flow_sim::{LinkBrowser, Org, Phone, Request, Response};
use idx_flow_tests::script::Script;
use idx_flow_tests::transcript::{RequestLog, Transcript};
use idx_flow_ureq::Runner;
use serde_json::json;

/// Runs a script. Its clock stands still, except in steps that wait.
pub(crate) struct ScenarioRunner {
    pub(crate) transcript: Transcript,
    pub(crate) requests: RequestLog,
    server: Server,
    state: Arc<Mutex<ServerState>>,
    runner: Runner,
    flow: Flow,
    now: SystemTime,
    restarts: bool,
}

impl ScenarioRunner {
    /// Starts an org and a flow. With `restarts`, the flow is restored from its snapshot after every
    /// step.
    pub(crate) fn new(script: &Script, restarts: bool) -> Self {
        let server = Server::start(script.setup.clone()).unwrap();
        let runner = Runner::new();
        let mut scenario_runner = Self {
            transcript: Transcript::default(),
            requests: RequestLog::default(),
            state: server.shared_state(),
            flow: start(&server, &runner, script.setup.email_callback_uri.as_deref()),
            now: SystemTime::now(),
            server,
            runner,
            restarts,
        };
        scenario_runner.settle();
        scenario_runner
    }

    /// Carries out one step, and settles.
    pub(crate) fn run_step(&mut self, step: &[String]) {
        let step: Vec<_> = step.iter().map(String::as_str).collect();
        match step[..] {
            ["identify", login] => self.submit(|prompt| Answer::identify(prompt, login, None)),
            ["identify", login, password] => {
                let password = Secret::from(password);
                self.submit(|prompt| Answer::identify(prompt, login, Some(&password)));
            }
            ["enter_passcode", code] => self.submit(|prompt| Answer::enter_passcode(prompt, code)),
            ["enter_passcode_from", address] => {
                let code = self
                    .with_server_state(|state| state.org.inbox().code(address).map(Secret::from));
                self.submit(|prompt| Answer::enter_passcode(prompt, code.unwrap()));
            }
            ["select_authenticator", key] => {
                let key = AuthenticatorKey::from(key);
                self.submit(|prompt| Answer::select_authenticator(prompt, &key, None));
            }
            ["select_channel", channel] => {
                let channel = Channel::from(channel);
                self.submit(|prompt| Answer::select_channel(prompt, &channel));
            }
            ["fill", remediation, ref values @ ..] => {
                let pairs = values
                    .chunks(2)
                    .map(|pair| (pair[0].to_owned(), pair[1].into()));
                let values: BTreeMap<_, _> = pairs.collect();
                let remediation = remediation.to_owned();
                self.submit(|prompt| {
                    let mut answer = Answer::new(prompt, remediation);
                    answer.values = values;
                    Ok(answer)
                });
            }
            ["proceed", name] => {
                let name = RemediationName::from(name);
                self.submit(|prompt| Answer::proceed(prompt, &name));
            }
            ["wait"] => self.wait(),
            ["wait_for_message", key] => self.wait_until(|flow| {
                let mut all = flow.prompt().unwrap().all_messages();
                all.any(|message| message.key.as_deref() == Some(key))
                    .then_some(())
            }),
            ["scan"] => self.scan(),
            ["open_on_phone", address] => {
                let link = self
                    .with_server_state(|state| state.org.inbox().link(address).map(str::to_owned));
                self.open_on_phone(&link.unwrap());
            }
            ["open_setup_link"] => {
                let prompt = Arc::clone(self.flow.prompt().unwrap());
                let data = prompt.contextual_data().unwrap();
                let device = data.same_device.as_ref().unwrap();
                self.open_on_phone(device.setup_url.as_ref().unwrap().expose());
            }
            ["approve"] => self.on_phone(|org, phone, now| phone.approve(org, now).unwrap()),
            ["reject"] => self.on_phone(|org, phone, now| phone.reject(org, now).unwrap()),
            ["choose_number"] => {
                let number = self
                    .wait_until(|flow| flow.prompt()?.contextual_data()?.correct_answer.clone());
                self.on_phone(|org, phone, now| {
                    phone.choose_number(org, number.expose(), now).unwrap();
                });
            }
            ["open_redirect"] => self.open_redirect(),
            ["open_magic_link", address] => self.open_magic_link(address),
            ["fault", kind] => {
                let fault = serde_json::from_value(json!({"kind": kind})).unwrap();
                self.with_server_state(|state| state.faults.add(Rule::once(fault)));
            }
            ["new_flow"] => {
                let uri =
                    self.with_server_state(|state| state.org.setup().email_callback_uri.clone());
                self.flow = start(&self.server, &self.runner, uri.as_deref());
                self.transcript.add("new flow");
                self.settle();
            }
            ["finish"] => {
                self.wait_until(|flow| (flow.state() == StateName::Done).then_some(()));
            }
            _ => panic!("unknown step: {step:?}"),
        }
    }

    fn settle(&mut self) -> Action {
        loop {
            match self.flow.next_action(self.now) {
                Action::Send { request } => {
                    self.transcript.add_request(&request);
                    self.requests.add(&request);
                    self.exchange(&request);
                    self.restart();
                }
                // A request is sent again after a delay.
                Action::Wait {
                    duration,
                    prompt: None,
                    ..
                } => self.advance(duration),
                action => {
                    self.transcript.add_action(&action);
                    return action;
                }
            }
        }
    }

    fn exchange(&mut self, request: &idx_flow::Request) {
        match self.runner.exchange(request) {
            Ok(response) => {
                self.transcript.add_response(&response.status.to_string());
                self.flow.handle_response(request.id, response, self.now);
            }
            Err(_) => {
                self.transcript.add_response("nothing");
                self.flow.handle_failure(request.id, self.now);
            }
        }
    }

    fn advance(&mut self, duration: Duration) {
        self.with_server_state(|state| state.advance(duration));
        self.now += duration;
    }

    /// Restores the flow from its snapshot, if the host restarts. A submission is not saved.
    fn restart(&mut self) {
        if self.restarts && self.flow.state() != StateName::Submit {
            self.flow = Flow::restore(&self.flow.snapshot()).unwrap();
        }
    }

    fn submit(&mut self, answer: impl FnOnce(&Prompt) -> Result<Answer, AnswerError>) {
        let answer = answer(self.flow.prompt().unwrap()).unwrap();
        self.transcript.add_answer(&answer);
        self.flow.submit(answer, self.now).unwrap();
        self.settle();
    }

    /// Lets the action's wait elapse, and settles. This sends one poll.
    fn wait(&mut self) {
        let action = self.settle();
        let wait = action.wait();
        let wait = wait.unwrap_or_else(|| panic!("no wait: {}", self.transcript));
        self.advance(wait);
        self.settle();
    }

    fn wait_until<T>(&mut self, found: impl Fn(&Flow) -> Option<T>) -> T {
        for _ in 0..20 {
            if let Some(found) = found(&self.flow) {
                return found;
            }
            self.wait();
        }
        panic!("the wait never ended: {}", self.transcript);
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

    /// Opens the URL in a browser, and passes the redirect to the flow.
    fn open_redirect(&mut self) {
        let Action::Redirect { url, .. } = self.settle() else {
            panic!("no redirect: {}", self.transcript);
        };
        let response = self.with_server_state(|state| {
            let now = state.now();
            state.org.handle(&Request::get(url), now)
        });
        self.return_with(&response);
    }

    /// Opens the magic link that was last sent to this address, in the browser that requested it.
    fn open_magic_link(&mut self, address: &str) {
        let response = self.with_server_state(|state| {
            let now = state.now();
            let link = state.org.inbox().link(address).unwrap().to_owned();
            state.org.open_link(&link, now, LinkBrowser::Same)
        });
        self.return_with(&response);
    }

    /// Passes the redirect to the flow.
    fn return_with(&mut self, response: &Response) {
        self.transcript.add("redirect received");
        let location = response.header("location").unwrap();
        self.flow.handle_redirect(location, self.now).unwrap();
        self.restart();
        self.settle();
    }

    fn on_phone(&self, act: impl FnOnce(&mut Org, &mut Phone, SystemTime)) {
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

fn start(server: &Server, runner: &Runner, email_redirect_uri: Option<&str>) -> Flow {
    let info = server.info();
    let redirect_uri = info.redirect_uri.unwrap();
    let config = FlowConfig::new(server.issuer(), &info.client_id, redirect_uri).unwrap();
    let config = config.with_scopes(["openid", "profile", "email", "offline_access"]);
    let config = config.with_user_agent("Example/1.0").unwrap();
    let config = config.with_accept_language("en-GB").unwrap();
    let config = match email_redirect_uri {
        Some(uri) => config.with_email_redirect_uri(uri).unwrap(),
        None => config,
    };
    runner
        .start(config.with_device_token("dt-7Qx2mVb93kLr").unwrap())
        .unwrap()
}
