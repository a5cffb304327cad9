//! The user interface without a terminal: answers for the user of the simulated org.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use idx_flow::{
    Action, Answer, AuthenticatorKey, Flow, Notice, Prompt, QrCode, RemediationName as Name,
    Request, Response, Secret,
};
use idx_flow_ureq::{Event, TransportError, Ui};

use crate::demo::Demo;
use crate::prompt_text::{self, Line};
use crate::qr::{self, Modules};
use crate::terminal::print_line;
use crate::trace::Trace;
use crate::{enrollment, menu, notice, problem, text};

/// More answers than a sign-in needs. The program gives up if the server asks for more.
const MAX_ANSWERS: u32 = 10;

/// Prints prompts, answers and polls.
pub(crate) struct Unattended<'d> {
    demo: &'d Demo,
    trace: Option<Trace>,
    /// The text of the newest prompt.
    lines: Vec<Line>,
    /// The notice of the newest prompt.
    notice: Option<Notice>,
    /// The prompt of the newest action.
    prompt: Option<Arc<Prompt>>,
    /// The remediation that was answered last; `None` if the flow polled since then.
    answered: Option<Name>,
    has_enrolled: bool,
    answers: u32,
    polls: u32,
    has_scanned: bool,
}

impl<'d> Unattended<'d> {
    pub(crate) fn new(demo: &'d Demo, trace: Option<Trace>) -> Self {
        Self {
            demo,
            trace,
            lines: Vec::new(),
            notice: None,
            prompt: None,
            answered: None,
            has_enrolled: false,
            answers: 0,
            polls: 0,
            has_scanned: false,
        }
    }

    /// Prints the prompt, unless it was printed already.
    fn print(&mut self, prompt: &Prompt, qr: Option<&QrCode>) {
        let lines = prompt_text::lines(prompt);
        if lines == self.lines && (prompt.notice.is_none() || prompt.notice == self.notice) {
            return;
        }
        for line in &lines {
            match line {
                Line::Title(text) => print_line(format!("\n{text}")),
                Line::Error(text) | Line::Plain(text) => print_line(text),
            }
        }
        if let Some(text) = notice::notice(prompt, self.has_enrolled, SystemTime::now()) {
            print_line(format!("! {text}"));
        }
        let mut entries = menu::full(prompt, self.has_enrolled);
        if entries.iter().any(|entry| entry.choice.is_some()) && qr.is_none() {
            entries.retain(|entry| entry.remediation.name != Name::Cancel);
            let labels: Vec<_> = entries.iter().map(ToString::to_string).collect();
            print_line(format!("Options: {}", labels.join(", ")));
        }
        if let Some(qr) = qr {
            print_line(&qr.alt);
            print_line("");
            qr::print(&qr_lines(qr).unwrap_or_default());
            print_line("");
        }
        self.lines = lines;
        self.notice.clone_from(&prompt.notice);
    }

    /// Returns the simulated user's answer; `None` if the user can only wait.
    fn answer(&self, prompt: &Prompt) -> Option<Answer> {
        let (login, password) = (self.demo.login(), Secret::from(self.demo.password()));
        if let Ok(answer) = Answer::identify(prompt, login, Some(&password)) {
            print_line(format!("> {login} and password"));
            return Some(answer);
        }
        if prompt.remediation_by_name(&Name::EnrollPoll).is_some() {
            return None;
        }
        if let Ok(answer) =
            Answer::select_authenticator(prompt, &AuthenticatorKey::OktaVerify, None)
        {
            print_line("> Okta Verify");
            return Some(answer);
        }
        let answer = Answer::proceed(prompt, &Name::Skip).ok()?;
        let entries = menu::full(prompt, self.has_enrolled);
        let skip = entries
            .iter()
            .find(|entry| entry.remediation.name == Name::Skip)?;
        print_line(format!("> {skip}"));
        Some(answer)
    }

    /// Scans the QR code after the first poll, so that the output shows a poll without a result.
    fn scan(&mut self, qr: &QrCode) {
        if self.polls > 0 && !self.has_scanned {
            self.has_scanned = true;
            match self.demo.scan(qr) {
                Ok(()) => print_line("The simulated phone scanned the QR code."),
                Err(error) => print_line(format!(
                    "✗ The simulated phone cannot scan the QR code: {error}"
                )),
            }
        }
    }

    fn wait(action: &Action, duration: Duration) -> Event {
        if let Action::Wait { reason, .. } = action
            && let Some(text) = problem::wait(*reason, &text::seconds(duration))
        {
            print_line(text);
        }
        std::thread::sleep(duration);
        Event::Timeout
    }
}

impl Ui for Unattended<'_> {
    fn on_action(&mut self, action: &Action, wait: Option<Duration>) -> Event {
        let qr = match action {
            Action::ShowQr { qr, .. } => Some(qr),
            _ => None,
        };
        self.prompt = action.prompt().map(Arc::clone);
        let prompt = self.prompt.clone();
        match &prompt {
            Some(prompt) => self.print(prompt, qr),
            // a request is retried; the prompt is printed again after it
            None => self.lines.clear(),
        }
        if let Some(qr) = qr {
            self.scan(qr);
        }
        let is_waiting = matches!(action, Action::Wait { .. })
            || prompt.as_ref().is_some_and(|prompt| prompt.is_polled());
        let answer = prompt.as_ref().and_then(|prompt| self.answer(prompt));
        let answered = answer
            .as_ref()
            .and_then(|answer| prompt?.remediation(&answer.remediation).cloned());
        self.answered = answered.map(|remediation| remediation.name);
        let event = match (answer, wait) {
            (Some(answer), _) if self.answers < MAX_ANSWERS => {
                self.answers += 1;
                Event::Answer(answer)
            }
            (None, Some(wait)) if is_waiting => Self::wait(action, wait),
            _ => Event::Cancel,
        };
        self.trace.iter_mut().for_each(Trace::start_timer);
        event
    }

    fn on_state_change(&mut self, flow: &Flow) {
        let before = self.prompt.as_deref();
        let answered = self.answered.as_ref();
        if let Some(name) = before.and_then(|before| enrollment::completed(before, answered, flow))
        {
            print_line(format!("{name} is set up."));
            self.has_enrolled = true;
            self.prompt = None;
        }
    }

    fn on_exchange(&mut self, request: &Request, outcome: Result<&Response, &TransportError>) {
        if request.is_background {
            self.polls += 1;
            match outcome {
                Ok(response) => {
                    print_line(format!("Poll {}: HTTP {}", self.polls, response.status));
                }
                Err(error) => print_line(format!("Poll {}: {error}", self.polls)),
            }
        }
        if let Some(trace) = &mut self.trace {
            trace.on_exchange(request, outcome);
        }
    }
}

/// Returns the QR code as lines. The output has no window to fit into.
fn qr_lines(qr: &QrCode) -> Option<Vec<String>> {
    Modules::from_png(&qr.png().ok()?)?.lines(usize::MAX, usize::MAX)
}
