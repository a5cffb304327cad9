//! Waiting: the countdowns, the keys, and what the simulated phone does meanwhile.

use std::time::{Duration, Instant, SystemTime};

use crossterm::style::Stylize as _;
use idx_flow::{Channel, Prompt, QrCode, RemediationName};
use idx_flow_ureq::Event;

use crate::form::{Form, Leave};
use crate::live::wrapped;
use crate::menu::{self, Entry};
use crate::screen::Screen;
use crate::terminal::{Key, Raw, key};
use crate::words;

const TICK: Duration = Duration::from_millis(120);
const FRAMES: [char; 10] = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/// What the simulated phone is about to do on a page.
pub(crate) struct Phone {
    polls_left: u32,
    said: Option<String>,
}

/// How a stretch of waiting ended.
enum Watched {
    Elapsed,
    Quit,
    /// The entry of this number was chosen.
    Chosen(usize),
}

impl Default for Phone {
    fn default() -> Self {
        Self {
            polls_left: 3,
            said: None,
        }
    }
}

impl Screen<'_> {
    /// Shows how time goes by, until the wait is over or a key says something.
    pub(crate) fn wait(&mut self, prompt: Option<&Prompt>, wait: Duration) -> Event {
        let until = Instant::now() + wait;
        let entries = prompt.map(menu::short).unwrap_or_default();
        loop {
            let watched = self.watch(prompt, &entries, until);
            let form = prompt.map(|prompt| Form {
                prompt,
                demo: self.demo,
            });
            let chosen = match watched {
                Watched::Elapsed => return Event::Elapsed,
                Watched::Quit => return Event::Cancel,
                Watched::Chosen(at) => form.zip(entries.get(at)),
            };
            self.live.clear();
            match chosen.map(|(form, entry)| form.fill(entry)) {
                Some(Ok(answer)) => return Event::Answer(answer),
                Some(Err(Leave::Quit)) => return Event::Cancel,
                Some(Err(Leave::Back)) | None => (),
            }
        }
    }

    /// The terminal is raw in here, and nowhere else.
    fn watch(&mut self, prompt: Option<&Prompt>, entries: &[Entry<'_>], until: Instant) -> Watched {
        let Ok(_raw) = Raw::enter() else {
            return Watched::Quit;
        };
        loop {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                self.count_poll(prompt);
                return Watched::Elapsed;
            }
            if self.live.draw(self.lines(prompt, entries, left)).is_err() {
                return Watched::Quit;
            }
            match key(left.min(TICK)) {
                Some(Key::Quit | Key::Char('q')) => return Watched::Quit,
                Some(Key::Char('s')) => self.use_phone(prompt),
                Some(Key::Char(letter)) => {
                    if let Some(at) = position(letter).filter(|at| *at < entries.len()) {
                        return Watched::Chosen(at);
                    }
                }
                None => (),
            }
        }
    }

    fn lines(&self, prompt: Option<&Prompt>, entries: &[Entry<'_>], left: Duration) -> Vec<String> {
        let frame = left.as_millis() / TICK.as_millis() % FRAMES.len() as u128;
        let frame = FRAMES
            .iter()
            .rev()
            .nth(frame as usize)
            .copied()
            .unwrap_or(' ');
        let due = if prompt.is_some() { "poll" } else { "try" };
        let mut status = vec![format!("{frame} next {due} in {} s", seconds(left))];
        let expiry = prompt.and_then(|prompt| prompt.expires_at);
        let valid = expiry.and_then(|at| at.duration_since(SystemTime::now()).ok());
        status.extend(valid.map(|valid| format!("expires in {}", words::clock(valid))));
        let numbered = (1..10).zip(entries);
        let mut keys: Vec<_> = numbered
            .map(|(digit, entry)| format!("{digit} {entry}"))
            .collect();
        if let Some(link) = self.link(prompt) {
            let (verb, thing) = if link.is_some() {
                ("scan", "scans")
            } else {
                ("open it", "opens it")
            };
            status.push(match (&self.phone.said, self.phone.polls_left) {
                (Some(said), _) => said.clone(),
                (None, 1) => format!("the phone {thing} at this poll"),
                (None, polls) => format!("the phone {thing} in {polls} polls"),
            });
            keys.insert(0, format!("s Let the phone {verb} now"));
        }
        keys.push("q Quit".to_owned());
        self.laid_out(status, keys)
    }

    /// One below the other beside the code, else side by side.
    fn laid_out(&self, status: Vec<String>, keys: Vec<String>) -> Vec<String> {
        let coloured = |line: &String| line.as_str().cyan().to_string();
        if self.live.is_beside() {
            let status = status.iter().map(coloured);
            return status.chain([String::new()]).chain(keys).collect();
        }
        let columns = crossterm::terminal::size().map_or(80, |(columns, _)| columns);
        let keys = wrapped(&keys, columns.into());
        [coloured(&status.join(" · "))]
            .into_iter()
            .chain(keys)
            .collect()
    }

    /// The simulated phone waits for a few polls, so that there is something to see.
    fn count_poll(&mut self, prompt: Option<&Prompt>) {
        self.phone.polls_left = self.phone.polls_left.saturating_sub(1);
        if self.phone.polls_left == 0 {
            self.use_phone(prompt);
        }
    }

    fn use_phone(&mut self, prompt: Option<&Prompt>) {
        if let (Some(demo), Some(link), None) = (self.demo, self.link(prompt), &self.phone.said) {
            let used = demo.use_phone(link);
            self.phone.said = Some(used.map_or_else(|error| format!("✗ {error}"), str::to_owned));
        }
    }

    /// What the simulated phone is waited for: the code to scan, or `None` for a link to open.
    fn link<'p>(&self, prompt: Option<&'p Prompt>) -> Option<Option<&'p QrCode>> {
        let prompt = prompt.filter(|_| self.demo.is_some())?;
        prompt.named(&RemediationName::EnrollPoll)?;
        let context = menu::context(prompt)?;
        match (&context.qr, &context.selected_channel) {
            (Some(qr), _) => Some(Some(qr)),
            (None, Some(Channel::Email | Channel::Sms)) => Some(None),
            (None, _) => None,
        }
    }
}

/// `1` is the first.
fn position(digit: char) -> Option<usize> {
    let number = digit.to_digit(10)?;
    usize::try_from(number).ok()?.checked_sub(1)
}

/// Whole seconds, none of them lost.
fn seconds(left: Duration) -> u64 {
    left.as_millis()
        .div_ceil(1000)
        .try_into()
        .unwrap_or(u64::MAX)
}
