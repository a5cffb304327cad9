//! The user interface for a person at a terminal.

mod form;
mod input;
mod live;
mod paint;
mod phone;
mod waiting;

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use crossterm::style::Stylize as _;
use idx_flow::{Action, Flow, InputError, Prompt, QrCode, Request, Response};
use idx_flow_ureq::{Event, TransportError, Ui};
use indicatif::ProgressBar;
use inquire::Text;

use crate::demo::Demo;
use crate::menu;
use crate::page::{self, Line};
use crate::terminal::say;
use crate::trace::Trace;

use form::{Form, Leave};
use live::{Live, Place};
use phone::Phone;

/// Pages one below the other, and live lines below the last.
pub(crate) struct Screen<'d> {
    demo: Option<&'d Demo>,
    live: Live,
    phone: Phone,
    trace: Option<Trace>,
    spinner: Option<ProgressBar>,
    page: Vec<Line>,
    qr: Option<QrCode>,
    /// What comes next comes from elsewhere, not from an answer given here.
    has_waited: bool,
    /// When the server forgets the sign-in.
    ends_at: Option<Instant>,
}

impl<'d> Screen<'d> {
    pub(crate) fn new(demo: Option<&'d Demo>, trace: Option<Trace>) -> Self {
        Self {
            demo,
            live: Live::default(),
            phone: Phone::new(),
            trace,
            spinner: None,
            page: Vec::new(),
            qr: None,
            has_waited: false,
            ends_at: None,
        }
    }

    /// Draws the page, unless it is on the screen already.
    fn open(&mut self, prompt: &Prompt, qr: Option<&QrCode>) {
        let page = page::lines(prompt);
        if page != self.page {
            self.live.put(Place::Below);
            match (self.page.first(), self.has_waited) {
                (Some(Line::Title(done)), true) if page.first() != self.page.first() => {
                    say(format!("\n✓ {done}").green().to_string());
                }
                _ => (),
            }
            page.iter().for_each(paint::line);
            if page.first() != self.page.first() {
                self.phone = Phone::new();
            }
            self.page = page;
        }
        if qr != self.qr.as_ref() {
            self.live.put(qr.map(paint::code).unwrap_or_default());
            self.qr = qr.cloned();
        }
    }

    /// A page on which nothing is polled: it may take as long as it takes.
    fn ask(&mut self, prompt: &Prompt) -> Event {
        let form = Form {
            prompt,
            demo: self.demo,
        };
        let mut entries = menu::full(prompt);
        if entries.is_empty() {
            say("The server offers nothing that could be done here.");
            return Event::Cancel;
        }
        let is_typed = |entry: &menu::Entry<'_>| {
            let mut fields = entry.remediation.fields.iter();
            entry.choice.is_none() && fields.any(|field| form::is_asked(entry.remediation, field))
        };
        let mut chosen = entries
            .first()
            .is_some_and(is_typed)
            .then(|| entries.remove(0));
        loop {
            let entry = chosen
                .take()
                .map_or_else(|| form.choose(menu::full(prompt)), Ok);
            match entry.and_then(|entry| form.fill(&entry)) {
                Ok(answer) => return Event::Answer(answer),
                Err(Leave::Quit) => return Event::Cancel,
                Err(Leave::Back) => (),
            }
        }
    }

    fn redirect(&mut self, url: &str, prompt: &Prompt) -> Event {
        say(format!("Open this in a browser:\n\n  {}\n", url.cyan()));
        let help = "Esc for other ways";
        let prompted = Text::new("The address that it came back to:").with_help_message(help);
        match prompted.prompt().map_err(Leave::from) {
            Ok(url) => Event::RedirectReceived(url.trim().to_owned()),
            Err(Leave::Back) => self.ask(prompt),
            Err(Leave::Quit) => Event::Cancel,
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
        if let Some(prompt) = action.prompt() {
            self.open(prompt, qr);
        }
        let prompt = action.prompt().map(Arc::clone);
        let event = match (action, wait, prompt) {
            (Action::Redirect { url, prompt }, ..) => self.redirect(url, prompt),
            (_, Some(wait), prompt) => self.wait(prompt.as_deref(), wait),
            (_, None, Some(prompt)) => self.ask(&prompt),
            (_, None, None) => Event::Cancel,
        };
        self.has_waited = event == Event::Timeout;
        if matches!(event, Event::Answer(_) | Event::RedirectReceived(_)) {
            self.live.clear();
            self.start_spinner();
        }
        self.trace.iter_mut().for_each(Trace::begin);
        event
    }

    fn on_input_error(&mut self, error: InputError) -> Result<(), InputError> {
        self.stop_spinner();
        say(format!("✗ {error}").red().to_string());
        Ok(())
    }

    fn on_state_change(&mut self, flow: &Flow) {
        self.ends_at = flow
            .expires_in(SystemTime::now())
            .map(|left| Instant::now() + left);
        self.trace.iter_mut().for_each(Trace::begin);
    }

    fn on_exchange(&mut self, request: &Request, outcome: Result<&Response, &TransportError>) {
        self.stop_spinner();
        if let Some(trace) = &mut self.trace {
            self.live.put(Place::Below);
            trace.on_exchange(request, outcome);
        }
        if let (Err(error), false) = (outcome, request.background) {
            say(format!("✗ {error}").red().to_string());
        }
    }
}

impl Screen<'_> {
    fn start_spinner(&mut self) {
        let spinner = ProgressBar::new_spinner().with_message("Asking the server…");
        spinner.enable_steady_tick(Duration::from_millis(80));
        self.spinner = Some(spinner);
    }

    fn stop_spinner(&mut self) {
        if let Some(spinner) = self.spinner.take() {
            spinner.finish_and_clear();
        }
    }
}
