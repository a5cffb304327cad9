//! The terminal: lines of text, keys, and the way back to how it was.

use std::io::{self, Write as _, stdout};
use std::time::Duration;

use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use crossterm::{cursor, execute, terminal};

/// Writes a line. Where nobody reads there is nobody to tell.
pub(crate) fn say(text: impl AsRef<str>) {
    let _ = writeln!(stdout(), "{}", text.as_ref());
}

/// However the program ends, the terminal is as it was: after a signal, a panic, or well.
pub(crate) fn restore_at_exit() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        restore();
        report(panic);
    }));
    let at_signal = || {
        restore();
        say("\nCanceled.");
        std::process::exit(i32::from(crate::CANCELED));
    };
    // without a handler the signal's own way to end is left
    let _ = ctrlc::set_handler(at_signal);
}

/// Keys come one by one, and are not shown, as long as this lives.
pub(crate) struct Raw(());

impl Raw {
    pub(crate) fn enter() -> io::Result<Self> {
        terminal::enable_raw_mode()?;
        let raw = Self(());
        execute!(stdout(), cursor::Hide)?;
        Ok(raw)
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        restore();
    }
}

fn restore() {
    let _ = execute!(stdout(), terminal::EnableLineWrap, cursor::Show);
    let _ = terminal::disable_raw_mode();
}

/// What the user did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    /// A letter or digit.
    Char(char),
    /// Ctrl-C, or the terminal is gone.
    Quit,
}

/// The next key, within this time.
pub(crate) fn key(within: Duration) -> Option<Key> {
    match event::poll(within).and_then(|any| {
        if any {
            event::read().map(Some)
        } else {
            Ok(None)
        }
    }) {
        Ok(Some(Event::Key(key))) if key.kind == KeyEventKind::Press => read(key),
        Ok(_) => None,
        Err(_) => Some(Key::Quit),
    }
}

fn read(key: KeyEvent) -> Option<Key> {
    match key.code {
        KeyCode::Char('c' | 'd') if key.modifiers.contains(KeyModifiers::CONTROL) => {
            Some(Key::Quit)
        }
        KeyCode::Char(letter) => Some(Key::Char(letter)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ctrl_c_is_no_letter() {
        let pressed = |code, modifiers| read(KeyEvent::new(code, modifiers));
        let ctrl_c = pressed(KeyCode::Char('c'), KeyModifiers::CONTROL);
        assert_eq!(ctrl_c, Some(Key::Quit));
        assert_eq!(
            pressed(KeyCode::Char('c'), KeyModifiers::NONE),
            Some(Key::Char('c'))
        );
        assert_eq!(pressed(KeyCode::F(1), KeyModifiers::NONE), None);
    }
}
