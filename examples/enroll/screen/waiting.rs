//! Waiting: the countdowns, the keys, and what the simulated phone does meanwhile.

use std::time::{Duration, Instant};

use crossterm::style::Stylize as _;
use idx_flow::Prompt;
use idx_flow_ureq::Event;

use crate::labels;
use crate::menu::{self, Entry};
use crate::terminal::{Key, Raw, key};

use super::Screen;
use super::form::{Form, Leave};
use super::live::wrapped;

const TICK: Duration = Duration::from_millis(120);
/// A spinner for time that runs down.
const FRAMES: [char; 10] = ['⠏', '⠇', '⠧', '⠦', '⠴', '⠼', '⠸', '⠹', '⠙', '⠋'];

/// How a stretch of waiting ended.
enum Watched {
    Elapsed,
    Quit,
    /// The entry of this number was chosen.
    Chosen(usize),
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
                Watched::Elapsed => return Event::Timeout,
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
                if let Some((demo, prompt)) = self.demo.zip(prompt) {
                    self.phone.count_poll(demo, prompt);
                }
                return Watched::Elapsed;
            }
            if self.live.draw(self.lines(prompt, entries, left)).is_err() {
                return Watched::Quit;
            }
            match key(left.min(TICK)) {
                Some(Key::Quit | Key::Char('q')) => return Watched::Quit,
                Some(Key::Char('s')) => {
                    if let Some((demo, prompt)) = self.demo.zip(prompt) {
                        self.phone.act(demo, prompt);
                    }
                }
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
        let frame = FRAMES.get(frame as usize).copied().unwrap_or(' ');
        let due = if prompt.is_some() { "poll" } else { "try" };
        let mut status = vec![format!("{frame} next {due} in {} s", seconds(left))];
        let valid = self
            .ends_at
            .map(|at| at.saturating_duration_since(Instant::now()));
        status.extend(valid.map(|valid| format!("expires in {}", labels::clock(valid))));
        let mut keys = Vec::new();
        if let Some(prompt) = prompt.filter(|_| self.demo.is_some()) {
            status.extend(self.phone.status(prompt));
            keys.extend(self.phone.key(prompt).map(str::to_owned));
        }
        let numbered = (1..10).zip(entries);
        keys.extend(numbered.map(|(digit, entry)| format!("{digit} {entry}")));
        keys.push("q Quit".to_owned());
        self.laid_out(&status, &keys)
    }

    /// One below the other beside the code, else side by side.
    fn laid_out(&self, status: &[String], keys: &[String]) -> Vec<String> {
        let coloured = |line: &String| line.as_str().cyan().to_string();
        if self.live.is_beside() {
            let keys = keys.iter().cloned();
            return status
                .iter()
                .map(coloured)
                .chain([String::new()])
                .chain(keys)
                .collect();
        }
        let columns = crossterm::terminal::size().map_or(80, |(columns, _)| columns);
        let status = wrapped(status, columns.into());
        let keys = wrapped(keys, columns.into());
        status.iter().map(coloured).chain(keys).collect()
    }
}

/// `1` is the first.
fn position(digit: char) -> Option<usize> {
    let number = digit.to_digit(10)?;
    usize::try_from(number).ok()?.checked_sub(1)
}

/// Whole seconds, none of them lost.
fn seconds(left: Duration) -> u128 {
    left.as_millis().div_ceil(1000)
}
