//! Lines that are redrawn in place, below the other output or beside the QR code.

use std::io::{self, Write as _, stdout};

use crossterm::style::Print;
use crossterm::terminal::{
    BeginSynchronizedUpdate, Clear, ClearType, DisableLineWrap, EnableLineWrap,
    EndSynchronizedUpdate,
};
use crossterm::{cursor, queue};

/// The lines on the screen. Between calls, the cursor is in the row below all output.
#[derive(Default)]
pub(super) struct Live {
    placement: Placement,
    drawn: Vec<String>,
}

/// The position of the lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Placement {
    /// Below all other output.
    #[default]
    Below,
    /// Beside the last rows of the output.
    Beside {
        /// The first column.
        column: u16,
        /// The number of rows.
        rows: u16,
    },
}

impl Live {
    /// Erases the lines. The next ones are drawn at `placement`.
    pub(super) fn move_to(&mut self, placement: Placement) {
        self.clear();
        self.placement = placement;
    }

    /// Whether the lines are drawn beside the QR code. There is space for many short lines.
    pub(super) fn is_beside(&self) -> bool {
        self.placement != Placement::Below
    }

    /// Draws the lines over the previous ones. A line that is too long is truncated.
    pub(super) fn draw(&mut self, lines: Vec<String>) -> io::Result<()> {
        if lines == self.drawn {
            return Ok(());
        }
        let mut out = stdout().lock();
        queue!(out, BeginSynchronizedUpdate, DisableLineWrap)?;
        match self.placement {
            Placement::Below => draw_below(&mut out, &self.drawn, &lines)?,
            Placement::Beside { column, rows } => {
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

    /// Erases the lines.
    pub(super) fn clear(&mut self) {
        // if the terminal is gone, there is nothing to erase
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

/// Puts the items on lines of at most `columns` columns.
pub(super) fn wrap(items: &[String], columns: usize) -> Vec<String> {
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
    fn items_share_a_line_if_they_fit() {
        let items = ["1 Email", "2 SMS", "q Quit"].map(str::to_owned);
        assert_eq!(wrap(&items, 15), ["1 Email   2 SMS", "q Quit"]);
        assert_eq!(wrap(&items, 80), ["1 Email   2 SMS   q Quit"]);
        assert_eq!(wrap(&items, 1), items);
    }
}
