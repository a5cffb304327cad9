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
use idx_flow::{Action, Flow, InputError, Prompt, QrCode, RemediationName, Request, Response};
use idx_flow_ureq::{Event, TransportError, Ui};
use indicatif::ProgressBar;
use inquire::Text;

use crate::demo::Demo;
use crate::prompt_text::{self, Line};
use crate::terminal::print_line;
use crate::trace::Trace;
use crate::{enrollment, menu};

use form::Form;
use input::InputExit;
use live::{Live, Placement};
use phone::Phone;
use waiting::Waiting;

/// Prints prompts one below the other. Lines that change are drawn below or beside the newest one.
pub(crate) struct Screen<'d> {
    demo: Option<&'d Demo>,
    live: Live,
    phone: Phone,
    trace: Option<Trace>,
    spinner: Option<ProgressBar>,
    /// The text of the newest prompt on the screen.
    lines: Vec<Line>,
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
    pub(crate) fn new(demo: Option<&'d Demo>, trace: Option<Trace>) -> Self {
        Self {
            demo,
            live: Live::default(),
            phone: Phone::new(),
            trace,
            spinner: None,
            lines: Vec::new(),
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
        if lines != self.lines {
            self.live.move_to(Placement::Below);
            lines.iter().for_each(paint::line);
            if lines.first() != self.lines.first() {
                self.phone = Phone::new();
            }
            self.lines = lines;
        }
        if qr != self.qr.as_ref() {
            self.live
                .move_to(qr.map(paint::qr_code).unwrap_or_default());
            self.qr = qr.cloned();
        }
    }

    /// Asks for an answer to a prompt that is not polled.
    fn ask(&mut self, prompt: &Prompt) -> Event {
        let form = Form {
            prompt,
            demo: self.demo,
        };
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
        let mut entry = entries
            .first()
            .is_some_and(has_fields)
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

    fn wait(&mut self, prompt: Option<&Prompt>, wait: Duration) -> Event {
        let waiting = Waiting {
            prompt,
            entries: prompt
                .map(|prompt| menu::short(prompt, self.has_enrolled))
                .unwrap_or_default(),
            demo: self.demo,
            phone: &mut self.phone,
            live: &mut self.live,
            expires_at: self.expires_at,
            is_rate_limited: self.is_rate_limited,
        };
        waiting.run(wait)
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
        if wait.is_none() {
            self.live.clear();
        }
        let event = match (action, wait, &prompt) {
            (Action::Redirect { url, prompt }, ..) => self.redirect(url, prompt),
            (_, Some(wait), prompt) => self.wait(prompt.as_deref(), wait),
            (_, None, Some(prompt)) => self.ask(prompt),
            (_, None, None) => Event::Cancel,
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

    fn on_input_error(&mut self, error: InputError) -> Result<(), InputError> {
        self.stop_spinner();
        print_line(format!("✗ {error}").red().to_string());
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
            print_line(format!("✗ {error}").red().to_string());
        }
    }
}
