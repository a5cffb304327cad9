//! Puts pages on the screen.

use crossterm::style::Stylize as _;
use idx_flow::QrCode;

use super::live::Place;
use crate::page::Line;
use crate::qr::Modules;
use crate::terminal::say;

/// Columns between the code and what stands beside it, and how many that wants.
const GAP: u16 = 2;
const LEAST_PANEL: u16 = 28;

/// A line of a page.
pub(super) fn line(line: &Line) {
    match line {
        Line::Title(text) => say(format!("\n{}", text.as_str().cyan())),
        Line::Error(text) => say(text.as_str().red().to_string()),
        Line::Plain(text) => say(text),
    }
}

/// Draws the code, and says where there is room for what changes meanwhile.
pub(super) fn code(qr: &QrCode) -> Place {
    let (columns, rows) = crossterm::terminal::size().unwrap_or((80, 24));
    let modules = qr.png().ok().and_then(|png| Modules::from_png(&png));
    let lines =
        modules.and_then(|it| it.lines(columns.into(), usize::from(rows).saturating_sub(1)));
    let Some(lines) = lines else {
        say("The QR code does not fit into this window: make it wider, or take a link.");
        return Place::Below;
    };
    say("");
    lines.iter().for_each(say);
    let height = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    // two modules a line, and the same number in a column
    let column = height.saturating_mul(2) + GAP;
    if height < rows && column + LEAST_PANEL <= columns {
        return Place::Beside {
            column,
            rows: height.saturating_sub(1),
        };
    }
    if height >= rows {
        say(format!(
            "To see the whole code, make the window {} rows tall.",
            height + 1
        ));
    }
    Place::Below
}
