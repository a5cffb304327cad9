//! The user interface where nobody is there: it answers for the simulated org's user.

use std::time::Duration;

use idx_flow::{Action, Answer, AuthenticatorKey, Prompt, QrCode, RemediationName as Name};
use idx_flow::{Request, Response, Secret};
use idx_flow_ureq::{Event, TransportError, Ui};

use crate::demo::Demo;
use crate::menu;
use crate::page::{self, Line};
use crate::qr::Modules;
use crate::terminal::say;
use crate::trace::Trace;

/// A server that asks more often asks in circles.
const MOST_ANSWERS: u32 = 10;

/// Writes down what happens.
pub(crate) struct Unattended<'d> {
    demo: &'d Demo,
    trace: Option<Trace>,
    page: Vec<Line>,
    answers: u32,
    polls: u32,
    used_phone: bool,
}

impl<'d> Unattended<'d> {
    pub(crate) fn new(demo: &'d Demo, trace: Option<Trace>) -> Self {
        Self {
            demo,
            trace,
            page: Vec::new(),
            answers: 0,
            polls: 0,
            used_phone: false,
        }
    }

    fn open(&mut self, prompt: &Prompt, qr: Option<&QrCode>) {
        let page = page::lines(prompt);
        if page == self.page {
            return;
        }
        for line in &page {
            match line {
                Line::Title(text) => say(format!("\n{text}")),
                Line::Error(text) | Line::Plain(text) => say(text),
            }
        }
        let offered = menu::full(prompt);
        if offered.iter().any(|entry| entry.choice.is_some()) && qr.is_none() {
            let names = offered.iter().map(ToString::to_string);
            say(format!("Offered: {}", names.collect::<Vec<_>>().join(", ")));
        }
        if let Some(lines) = qr.and_then(drawn) {
            say("");
            lines.iter().for_each(say);
            say("");
        }
        self.page = page;
    }

    /// What the simulated user would do; `None` where she can only wait.
    fn answer(&self, prompt: &Prompt) -> Option<Answer> {
        let (login, password) = (self.demo.login(), Secret::from(self.demo.password()));
        if let Ok(answer) = Answer::identify(prompt, login, Some(&password)) {
            say(format!("> {login}, and the password"));
            return Some(answer);
        }
        if prompt.remediation_by_name(&Name::EnrollPoll).is_some() {
            return None;
        }
        if let Ok(answer) =
            Answer::select_authenticator(prompt, &AuthenticatorKey::OktaVerify, None)
        {
            say("> Okta Verify");
            return Some(answer);
        }
        let answer = Answer::proceed(prompt, &Name::Skip).ok()?;
        say("> Skip this");
        Some(answer)
    }

    /// The phone lets one poll go by, so that there is something to see.
    fn use_phone(&mut self, qr: &QrCode) {
        if self.polls > 0 && !self.used_phone {
            self.used_phone = true;
            match self.demo.scan(qr) {
                Ok(()) => say("The simulated phone scans the code."),
                Err(error) => say(format!("The simulated phone cannot scan the code: {error}")),
            }
        }
    }
}

impl Ui for Unattended<'_> {
    fn on_action(&mut self, action: &Action, wait: Option<Duration>) -> Event {
        let qr = match action {
            Action::ShowQr { qr, .. } => Some(qr),
            _ => None,
        };
        if let Some(prompt) = action.prompt() {
            self.open(prompt, qr);
        }
        if let Some(qr) = qr {
            self.use_phone(qr);
        }
        let answer = action.prompt().and_then(|prompt| self.answer(prompt));
        let event = match (answer, wait) {
            (Some(answer), _) if self.answers < MOST_ANSWERS => {
                self.answers += 1;
                Event::Answer(answer)
            }
            (None, Some(wait)) => {
                std::thread::sleep(wait);
                Event::Timeout
            }
            _ => Event::Cancel,
        };
        self.trace.iter_mut().for_each(Trace::begin);
        event
    }

    fn on_exchange(&mut self, request: &Request, outcome: Result<&Response, &TransportError>) {
        if request.background {
            self.polls += 1;
            let status = outcome.map(|response| response.status);
            match status {
                Ok(status) => say(format!("Poll {}: HTTP {status}", self.polls)),
                Err(error) => say(format!("Poll {}: {error}", self.polls)),
            }
        }
        if let Some(trace) = &mut self.trace {
            trace.on_exchange(request, outcome);
        }
    }
}

/// For whoever reads the output later: as if the window were as large as need be.
fn drawn(qr: &QrCode) -> Option<Vec<String>> {
    Modules::from_png(&qr.png().ok()?)?.lines(usize::MAX, usize::MAX)
}
