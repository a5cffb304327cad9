//! Lines that change where they stand: at the foot of the screen, or beside the QR code.

use std::io::{self, Write as _, stdout};

use crossterm::style::Print;
use crossterm::terminal::{
    BeginSynchronizedUpdate, Clear, ClearType, DisableLineWrap, EnableLineWrap,
    EndSynchronizedUpdate,
};
use crossterm::{cursor, queue};

/// The lines, as far as they are on the screen. The cursor rests in the row below everything.
#[derive(Default)]
pub(crate) struct Live {
    place: Place,
    drawn: Vec<String>,
}

/// Where the lines stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Place {
    /// Below everything.
    #[default]
    Below,
    /// From this column on, in the last rows of the page.
    Beside {
        /// The first column.
        column: u16,
        /// How many rows.
        rows: u16,
    },
}

impl Live {
    /// From now on they stand there.
    pub(crate) fn put(&mut self, place: Place) {
        self.clear();
        self.place = place;
    }

    /// Whether there is room for many lines, but not for long ones.
    pub(crate) fn is_beside(&self) -> bool {
        self.place != Place::Below
    }

    /// Draws the lines over those that are there. What is too long is cut, so that a line is a line.
    pub(crate) fn draw(&mut self, lines: Vec<String>) -> io::Result<()> {
        if lines == self.drawn {
            return Ok(());
        }
        let mut out = stdout().lock();
        queue!(out, BeginSynchronizedUpdate, DisableLineWrap)?;
        match self.place {
            Place::Below => draw_below(&mut out, &self.drawn, &lines)?,
            Place::Beside { column, rows } => {
                let blanks = self.drawn.iter().skip(lines.len()).map(|_| "");
                let lines = lines.iter().map(String::as_str).chain(blanks);
                for (up, line) in (1..=rows).rev().zip(lines) {
                    queue!(
                        out,
                        cursor::MoveUp(up),
                        cursor::MoveToColumn(column),
                        Print(line)
                    )?;
                    queue!(out, Clear(ClearType::UntilNewLine))?;
                    queue!(out, cursor::MoveDown(up), cursor::MoveToColumn(0))?;
                }
            }
        }
        queue!(out, EnableLineWrap, EndSynchronizedUpdate)?;
        out.flush()?;
        self.drawn = lines;
        Ok(())
    }

    /// Takes the lines away.
    pub(crate) fn clear(&mut self) {
        // where the terminal is gone there is nothing to take away
        let _ = self.draw(Vec::new());
    }
}

fn draw_below(out: &mut impl io::Write, old: &[String], new: &[String]) -> io::Result<()> {
    if let Some(up) = u16::try_from(old.len()).ok().filter(|up| *up > 0) {
        queue!(out, cursor::MoveToPreviousLine(up))?;
    }
    for line in new {
        queue!(
            out,
            Print(line),
            Clear(ClearType::UntilNewLine),
            Print("\r\n")
        )?;
    }
    queue!(out, Clear(ClearType::FromCursorDown))
}

impl Drop for Live {
    fn drop(&mut self) {
        self.clear();
    }
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
