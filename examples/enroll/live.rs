//! Lines at the foot of the screen that change where they stand.

use std::io::{self, Write as _, stdout};

use crossterm::style::Print;
use crossterm::terminal::{
    BeginSynchronizedUpdate, Clear, ClearType, DisableLineWrap, EnableLineWrap,
    EndSynchronizedUpdate,
};
use crossterm::{cursor, execute, queue};

/// The lines, as far as they are on the screen.
#[derive(Default)]
pub(crate) struct Live {
    drawn: Vec<String>,
}

impl Live {
    /// Draws the lines over those that are there. What is too long is cut, so that a line is a line.
    pub(crate) fn draw(&mut self, lines: Vec<String>) -> io::Result<()> {
        if lines == self.drawn {
            return Ok(());
        }
        let mut out = stdout().lock();
        queue!(out, BeginSynchronizedUpdate, DisableLineWrap)?;
        if !self.drawn.is_empty() {
            queue!(out, cursor::MoveToPreviousLine(count(&self.drawn)))?;
        }
        for line in &lines {
            queue!(
                out,
                Print(line),
                Clear(ClearType::UntilNewLine),
                Print("\r\n")
            )?;
        }
        queue!(
            out,
            Clear(ClearType::FromCursorDown),
            EnableLineWrap,
            EndSynchronizedUpdate
        )?;
        out.flush()?;
        self.drawn = lines;
        Ok(())
    }

    /// Takes the lines away.
    pub(crate) fn clear(&mut self) {
        if !self.drawn.is_empty() {
            let up = cursor::MoveToPreviousLine(count(&self.drawn));
            let _ = execute!(stdout(), up, Clear(ClearType::FromCursorDown));
            self.drawn.clear();
        }
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.clear();
    }
}

fn count(lines: &[String]) -> u16 {
    u16::try_from(lines.len()).unwrap_or(u16::MAX)
}

/// Puts items side by side, as many as fit into so many columns.
pub(crate) fn wrapped(items: &[String], columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for item in items {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 3 + item.chars().count() <= columns => {
                line.push_str("   ");
                line.push_str(item);
            }
            _ => lines.push(item.clone()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_stand_side_by_side_where_they_fit() {
        let items = ["1 Email", "2 SMS", "q Quit"].map(str::to_owned);
        assert_eq!(wrapped(&items, 15), ["1 Email   2 SMS", "q Quit"]);
        assert_eq!(wrapped(&items, 80), ["1 Email   2 SMS   q Quit"]);
        assert_eq!(wrapped(&items, 1), items);
    }
}
