//! The user interface at a terminal.

mod form;
mod input;
mod live;
mod paint;
mod phone;
mod waiting;

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use crossterm::style::Stylize as _;
use idx_flow::{
    Action, Answer, AnswerError, Flow, Goal, KnownValues, Notice, Prompt, QrCode, RedirectError,
    RemediationName, Request, Response, WaitReason,
};
use idx_flow_ureq::{Event, TransportError, Ui};
use indicatif::ProgressBar;
use inquire::Text;

use crate::demo::Demo;
use crate::prompt_text::{self, Line};
use crate::rate_limit::limited;
use crate::terminal::print_line;
use crate::trace::Trace;
use crate::{enrollment, menu, notice, problem};

use form::Form;
use input::InputExit;
use live::{Live, Placement};
use phone::Phone;
use waiting::Waiting;

/// Prints prompts one below the other. Lines that change are drawn below or beside the newest one.
pub(crate) struct Screen<'d> {
    demo: Option<&'d Demo>,
    username: Option<&'d str>,
    /// The username, until a prompt has asked for it.
    known: Option<KnownValues>,
    live: Live,
    phone: Phone,
    trace: Option<Trace>,
    spinner: Option<ProgressBar>,
    /// The text of the newest prompt on the screen.
    lines: Vec<Line>,
    /// The notice of the newest prompt on the screen.
    notice: Option<Notice>,
    qr: Option<QrCode>,
    /// The prompt of the newest action.
    prompt: Option<Arc<Prompt>>,
    /// The remediation that the user answered last; `None` if the flow polled since then.
    answered: Option<RemediationName>,
    has_enrolled: bool,
    is_rate_limited: bool,
    /// When the transaction expires.
    expires_at: Option<Instant>,
}

impl<'d> Screen<'d> {
    /// `username`: answers the first prompt if it asks for nothing else, or else is the default.
    pub(crate) fn new(
        demo: Option<&'d Demo>,
        username: Option<&'d str>,
        trace: Option<Trace>,
    ) -> Self {
        let known = |username| KnownValues::new(Goal::SignIn).with_identifier(username);
        Self {
            demo,
            username,
            known: username.map(known),
            live: Live::default(),
            phone: Phone::new(),
            trace,
            spinner: None,
            lines: Vec::new(),
            notice: None,
            qr: None,
            prompt: None,
            answered: None,
            has_enrolled: false,
            is_rate_limited: false,
            expires_at: None,
        }
    }

    /// Prints the prompt, unless it is already on the screen.
    fn print(&mut self, prompt: &Prompt, qr: Option<&QrCode>) {
        let lines = prompt_text::lines(prompt);
        let has_new_notice = prompt.notice.is_some() && prompt.notice != self.notice;
        if lines != self.lines || has_new_notice || self.answered.is_some() {
            self.live.move_to(Placement::Below);
            lines.iter().for_each(paint::line);
            if let Some(text) = notice::notice(prompt, self.has_enrolled, SystemTime::now()) {
                print_line(format!("! {text}").yellow().to_string());
            }
            if lines.first() != self.lines.first() {
                self.phone = Phone::new();
            }
            self.lines = lines;
        }
        self.notice.clone_from(&prompt.notice);
        if qr != self.qr.as_ref() {
            self.live
                .move_to(qr.map(paint::qr_code).unwrap_or_default());
            self.qr = qr.cloned();
        }
    }

    /// Asks for an answer to a prompt that is not polled.
    fn ask(&mut self, prompt: &Prompt) -> Event {
        let form = self.form(prompt);
        let menu = || menu::full(prompt, self.has_enrolled);
        let mut entries = menu();
        if entries.is_empty() {
            print_line("The server offers nothing that can be answered in a terminal.");
            return Event::Cancel;
        }
        let has_fields = |entry: &menu::Entry<'_>| {
            let mut fields = entry.remediation.fields.iter();
            entry.choice.is_none() && fields.any(|field| form::is_asked(entry.remediation, field))
        };
        let limited = limited(prompt, SystemTime::now());
        let is_limited = |entry: &menu::Entry<'_>| {
            limited.is_some_and(|(limited, _)| limited.id == entry.remediation.id)
        };
        let mut entry = entries
            .first()
            .is_some_and(|first| has_fields(first) && !is_limited(first))
            .then(|| entries.remove(0));
        loop {
            let chosen = entry.take().map_or_else(|| form.choose(menu()), Ok);
            match chosen.and_then(|entry| form.fill(&entry)) {
                Ok(answer) => return Event::Answer(answer),
                Err(InputExit::Quit) => return Event::Cancel,
                Err(InputExit::Back) => (),
            }
        }
    }

    fn redirect(&mut self, url: &str, prompt: &Prompt) -> Event {
        print_line(format!("Open this URL in a browser:\n\n  {}\n", url.cyan()));
        let input = Text::new("The URL that the browser was redirected to:")
            .with_help_message("Esc for more options");
        match input.prompt().map_err(InputExit::from) {
            Ok(url) => Event::RedirectReceived(url.trim().to_owned()),
            Err(InputExit::Back) => self.ask(prompt),
            Err(InputExit::Quit) => Event::Cancel,
        }
    }

    fn form<'a>(&self, prompt: &'a Prompt) -> Form<'a>
    where
        'd: 'a,
    {
        Form {
            prompt,
            demo: self.demo,
            username: self.username,
        }
    }

    fn wait(&mut self, prompt: Option<&Prompt>, wait: Duration, reason: WaitReason) -> Event {
        let form = prompt.map(|prompt| self.form(prompt));
        let waiting = Waiting {
            form,
            entries: prompt
                .map(|prompt| menu::short(prompt, self.has_enrolled))
                .unwrap_or_default(),
            phone: &mut self.phone,
            live: &mut self.live,
            expires_at: self.expires_at,
            has_enrolled: self.has_enrolled,
            reason,
        };
        waiting.run(wait)
    }

    /// Answers a prompt that asks only for the username of the command line.
    fn known_answer(&mut self, action: &Action) -> Option<Answer> {
        let Action::Ask { prompt, .. } = action else {
            return None;
        };
        let answer = self.known.as_mut()?.answer(prompt)?;
        print_line(format!("Username: {}", self.username.unwrap_or_default()));
        Some(answer)
    }

    /// The reason why the flow waits. The actions that show a prompt do not have it.
    fn wait_reason(&self, action: &Action) -> WaitReason {
        match action {
            Action::Wait { reason, .. } => *reason,
            _ if self.is_rate_limited => WaitReason::RateLimited,
            _ => WaitReason::Pending,
        }
    }

    fn print_error(&mut self, text: &str) {
        self.stop_spinner();
        print_line(format!("✗ {text}").red().to_string());
    }

    fn start_spinner(&mut self) {
        let spinner = ProgressBar::new_spinner().with_message("Sending…");
        spinner.enable_steady_tick(Duration::from_millis(80));
        self.spinner = Some(spinner);
    }

    fn stop_spinner(&mut self) {
        if let Some(spinner) = self.spinner.take() {
            spinner.finish_and_clear();
        }
    }
}

impl Ui for Screen<'_> {
    fn on_action(&mut self, action: &Action, wait: Option<Duration>) -> Event {
        self.stop_spinner();
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
        let must_return = wait == Some(Duration::ZERO)
            || matches!(action, Action::Wait { .. })
            || prompt.as_ref().is_some_and(|prompt| prompt.is_polled());
        let wait = wait.filter(|_| must_return);
        if wait.is_none() {
            self.live.clear();
        }
        let event = match (self.known_answer(action), action, wait, &prompt) {
            (Some(answer), ..) => Event::Answer(answer),
            (_, Action::Redirect { url, prompt }, ..) => self.redirect(url, prompt),
            (_, _, Some(wait), prompt) => {
                self.wait(prompt.as_deref(), wait, self.wait_reason(action))
            }
            (_, _, None, Some(prompt)) => self.ask(prompt),
            (_, _, None, None) => Event::Cancel,
        };
        let answer = match &event {
            Event::Answer(answer) => Some(answer),
            _ => None,
        };
        let answered = answer.and_then(|answer| prompt?.remediation(&answer.remediation).cloned());
        self.answered = answered.map(|remediation| remediation.name);
        if matches!(event, Event::Answer(_) | Event::RedirectReceived(_)) {
            self.live.clear();
            self.start_spinner();
        }
        self.trace.iter_mut().for_each(Trace::start_timer);
        event
    }

    fn on_answer_error(&mut self, error: AnswerError) -> Result<(), AnswerError> {
        self.answered = None; // nothing was sent
        self.print_error(&problem::answer(&error).join("\n"));
        Ok(())
    }

    fn on_redirect_error(&mut self, error: RedirectError) -> Result<(), RedirectError> {
        self.print_error(&problem::redirect(&error));
        Ok(())
    }

    fn on_state_change(&mut self, flow: &Flow) {
        self.expires_at = flow
            .expires_in(SystemTime::now())
            .map(|left| Instant::now() + left);
        let before = self.prompt.as_deref();
        let answered = self.answered.as_ref();
        if let Some(name) = before.and_then(|before| enrollment::completed(before, answered, flow))
        {
            self.stop_spinner();
            self.live.move_to(Placement::Below);
            print_line(format!("\n✓ {name} is set up.").green().to_string());
            self.has_enrolled = true;
            self.prompt = None;
        }
        self.trace.iter_mut().for_each(Trace::start_timer);
    }

    fn on_exchange(&mut self, request: &Request, outcome: Result<&Response, &TransportError>) {
        self.stop_spinner();
        self.is_rate_limited = outcome.is_ok_and(|response| response.status == 429);
        if let Some(trace) = &mut self.trace {
            self.live.move_to(Placement::Below);
            trace.on_exchange(request, outcome);
        }
        if let (Err(error), false) = (outcome, request.is_background) {
            self.print_error(&problem::lost(error));
        }
    }
}
