//! The terminal: lines of text, keys, and its modes.

use std::env;
use std::io::{self, IsTerminal as _, Write as _, stdout};
use std::time::Duration;

use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use crossterm::{cursor, execute, terminal};

/// The exit code after Ctrl-C, by the convention of shells.
pub(crate) const EXIT_CANCELED: u8 = 130;

/// Writes a line to standard output. Errors are ignored, because there is nowhere to report them.
pub(crate) fn print_line(text: impl AsRef<str>) {
    let _ = writeln!(stdout(), "{}", text.as_ref());
}

/// Whether standard output is a terminal, and the user has not turned colors off (<https://no-color.org>).
pub(crate) fn has_colors() -> bool {
    let is_off = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    !is_off && stdout().is_terminal()
}

/// Restores the terminal's modes after a signal or a panic.
pub(crate) fn restore_at_exit() {
    let default_hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        restore();
        default_hook(panic);
    }));
    let on_signal = || {
        restore();
        print_line("\nCanceled.");
        std::process::exit(i32::from(EXIT_CANCELED));
    };
    // without a handler, the signal ends the process by default
    let _ = ctrlc::set_handler(on_signal);
}

/// Keeps the terminal in raw mode: keys are read one by one and are not echoed. Dropping the value
/// restores the terminal.
pub(crate) struct RawMode(());

impl RawMode {
    pub(crate) fn enter() -> io::Result<Self> {
        terminal::enable_raw_mode()?;
        let raw_mode = Self(());
        execute!(stdout(), cursor::Hide)?;
        Ok(raw_mode)
    }
}

impl Drop for RawMode {
    fn drop(&mut self) {
        restore();
    }
}

fn restore() {
    if !stdout().is_terminal() {
        return;
    }
    let _ = execute!(stdout(), terminal::EnableLineWrap, cursor::Show);
    let _ = terminal::disable_raw_mode();
}

/// A key that the user pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    /// A letter or digit.
    Char(char),
    /// Ctrl-C or Ctrl-D, or the terminal is gone.
    Quit,
}

/// Waits for a key. Returns `None` if none was pressed in time.
pub(crate) fn read_key(timeout: Duration) -> Option<Key> {
    let event = event::poll(timeout).and_then(|is_ready| match is_ready {
        true => event::read().map(Some),
        false => Ok(None),
    });
    match event {
        Ok(Some(Event::Key(key))) if key.kind == KeyEventKind::Press => parse(key),
        Ok(_) => None,
        Err(_) => Some(Key::Quit),
    }
}

fn parse(key: KeyEvent) -> Option<Key> {
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
    fn ctrl_c_quits_and_c_does_not() {
        let pressed = |code, modifiers| parse(KeyEvent::new(code, modifiers));
        let ctrl_c = pressed(KeyCode::Char('c'), KeyModifiers::CONTROL);
        assert_eq!(ctrl_c, Some(Key::Quit));
        assert_eq!(
            pressed(KeyCode::Char('c'), KeyModifiers::NONE),
            Some(Key::Char('c'))
        );
        assert_eq!(pressed(KeyCode::F(1), KeyModifiers::NONE), None);
    }
}
