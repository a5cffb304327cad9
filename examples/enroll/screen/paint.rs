//! Prints lines of text and QR codes.

use crossterm::style::Stylize as _;
use idx_flow::QrCode;

use super::live::Placement;
use crate::prompt_text::Line;
use crate::qr::{self, Modules};
use crate::terminal::print_line;

/// Columns between the QR code and the lines beside it.
const GAP: u16 = 2;
/// The least number of columns for lines beside the QR code.
const MIN_PANEL_WIDTH: u16 = 28;

pub(super) fn line(line: &Line) {
    match line {
        Line::Title(text) => print_line(format!("\n{}", text.as_str().cyan())),
        Line::Error(text) => print_line(text.as_str().red().to_string()),
        Line::Plain(text) => print_line(text),
    }
}

/// Prints the QR code and its alternative text. Returns the position of the lines that change.
pub(super) fn qr_code(qr: &QrCode) -> Placement {
    let (columns, rows) = crossterm::terminal::size().unwrap_or((80, 24));
    let modules = qr.png().ok().and_then(|png| Modules::from_png(&png));
    let max_rows = usize::from(rows).saturating_sub(1);
    let lines = modules.and_then(|modules| modules.lines(columns.into(), max_rows));
    let Some(lines) = lines else {
        print_line(
            "The QR code does not fit into this window. Make the window wider, or choose a setup link.",
        );
        return Placement::Below;
    };
    print_line(&qr.alt);
    qr::print(&lines);
    let height = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    // a line has two rows of modules, and the code is a square
    let column = height.saturating_mul(2) + GAP;
    if height < rows && column + MIN_PANEL_WIDTH <= columns {
        return Placement::Beside {
            column,
            rows: height.saturating_sub(1),
        };
    }
    if height >= rows {
        print_line(format!(
            "To see the whole QR code, make the window {} rows tall.",
            height + 1
        ));
    }
    Placement::Below
}
