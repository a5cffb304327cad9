//! Waits for the next poll or retry. Shows countdowns, and reacts to keys and to the simulated phone.

use std::time::{Duration, Instant, SystemTime};

use crossterm::style::Stylize as _;
use idx_flow::{Prompt, WaitReason};
use idx_flow_ureq::Event;

use super::form::Form;
use super::input::InputExit;
use super::live::{Live, wrap};
use super::phone::Phone;
use crate::demo::Demo;
use crate::menu::Entry;
use crate::rate_limit::limited;
use crate::terminal::{self, Key, RawMode};
use crate::{labels, problem, text};

const TICK: Duration = Duration::from_millis(120);
const SPINNER: [char; 10] = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/// A wait, with a prompt or, if a request is retried, without.
pub(super) struct Waiting<'a> {
    pub(super) form: Option<Form<'a>>,
    /// The options during the wait.
    pub(super) entries: Vec<Entry<'a>>,
    pub(super) phone: &'a mut Phone,
    pub(super) live: &'a mut Live,
    pub(super) expires_at: Option<Instant>,
    /// Whether the user has set up an authenticator during this sign-in.
    pub(super) has_enrolled: bool,
    pub(super) reason: WaitReason,
}

/// The outcome of [`Waiting::watch`].
enum WatchResult {
    Timeout,
    Quit,
    /// The user chose the entry at this index.
    Chosen(usize),
}

impl<'a> Waiting<'a> {
    /// Waits until the time is over, or the user answers or quits.
    pub(super) fn run(mut self, wait: Duration) -> Event {
        let until = Instant::now() + wait;
        loop {
            let index = match self.watch(until) {
                WatchResult::Timeout => return Event::Timeout,
                WatchResult::Quit => return Event::Cancel,
                WatchResult::Chosen(index) => index,
            };
            self.live.clear();
            let (Some(form), Some(entry)) = (&self.form, self.entries.get(index)) else {
                continue;
            };
            match form.fill(entry) {
                Ok(answer) => return Event::Answer(answer),
                Err(InputExit::Quit) => return Event::Cancel,
                Err(InputExit::Back) => (),
            }
        }
    }

    /// Watches for keys. The terminal is in raw mode only during this call.
    fn watch(&mut self, until: Instant) -> WatchResult {
        let Ok(_raw_mode) = RawMode::enter() else {
            return WatchResult::Quit;
        };
        loop {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                if let Some((demo, prompt)) = self.demo() {
                    self.phone.count_poll(demo, prompt);
                }
                return WatchResult::Timeout;
            }
            if self.live.draw(self.lines(left)).is_err() {
                return WatchResult::Quit;
            }
            match terminal::read_key(left.min(TICK)) {
                Some(Key::Quit | Key::Char('q')) => return WatchResult::Quit,
                Some(Key::Char('s')) => {
                    if let Some((demo, prompt)) = self.demo() {
                        self.phone.act(demo, prompt);
                    }
                }
                Some(Key::Char(letter)) => {
                    if let Some(index) = index(letter).filter(|index| *index < self.entries.len()) {
                        return WatchResult::Chosen(index);
                    }
                }
                None => (),
            }
        }
    }

    fn lines(&self, left: Duration) -> Vec<String> {
        let mut status = self.countdown(left);
        let mut keys = Vec::new();
        if let Some(expires_at) = self.expires_at {
            let left = expires_at.saturating_duration_since(Instant::now());
            status.push(format!("Expires in {}", text::clock(left)));
        }
        status.extend(self.rate_limit());
        if let Some((_, prompt)) = self.demo() {
            status.extend(self.phone.status(prompt));
            keys.extend(self.phone.key(prompt).map(str::to_owned));
        }
        let numbered = (1..10).zip(&self.entries);
        keys.extend(numbered.map(|(digit, entry)| format!("{digit} {entry}")));
        keys.push("q Quit".to_owned());
        self.lay_out(&status, &keys)
    }

    fn countdown(&self, left: Duration) -> Vec<String> {
        let frame = left.as_millis() / TICK.as_millis() % SPINNER.len() as u128;
        let frame = SPINNER.iter().rev().nth(frame as usize).unwrap_or(&' ');
        let seconds = text::seconds(left);
        if self.form.is_none() {
            let text = problem::wait(self.reason, &seconds);
            let text = text.unwrap_or_else(|| format!("Trying again in {seconds}."));
            return vec![format!("{frame} {text}")];
        }
        let next_poll = format!("Next poll in {seconds}");
        let problem = match self.reason {
            WaitReason::RateLimited => "Too many requests",
            WaitReason::Retrying { .. } => "The server does not respond",
            _ => return vec![format!("{frame} {next_poll}")],
        };
        vec![format!("{frame} {problem}"), next_poll]
    }

    /// The countdown to the end of a rate limit.
    fn rate_limit(&self) -> Option<String> {
        let prompt = self.form.as_ref()?.prompt;
        let (limited, left) = limited(prompt, SystemTime::now())?;
        let label = labels::action(prompt, limited, self.has_enrolled);
        Some(format!("\"{label}\" again in {}", text::clock(left)))
    }

    /// The simulated org and the prompt, if there are both.
    fn demo(&self) -> Option<(&'a Demo, &'a Prompt)> {
        let form = self.form.as_ref()?;
        Some((form.demo?, form.prompt))
    }

    /// Puts one item on each line beside the QR code, or else as many as fit on each line.
    fn lay_out(&self, status: &[String], keys: &[String]) -> Vec<String> {
        let color = |line: &String| line.as_str().cyan().to_string();
        if self.live.is_beside() {
            let status = status.iter().map(color).chain([String::new()]);
            return status.chain(keys.iter().cloned()).collect();
        }
        let columns = crossterm::terminal::size().map_or(80, |(columns, _)| columns);
        // some terminals erase the last column with the rest of the line
        let columns = usize::from(columns).saturating_sub(1);
        let (status, keys) = (wrap(status, columns), wrap(keys, columns));
        status.iter().map(color).chain(keys).collect()
    }
}

/// Returns the index of the entry with this digit. `1` is the first.
fn index(digit: char) -> Option<usize> {
    let number = digit.to_digit(10)?;
    usize::try_from(number).ok()?.checked_sub(1)
}
