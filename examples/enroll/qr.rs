//! Draws a QR code on a terminal: reads the server's PNG and prints half blocks.

use std::io::Cursor;

use png::{Decoder, Transformations};

use crate::terminal::{has_colors, print_line};

/// Black on white, from the part of the 256-color palette that themes do not change.
const DARK_ON_LIGHT: &str = "\x1b[38;5;16;48;5;231m";
const RESET: &str = "\x1b[0m";

/// The width of the white border in modules (ISO/IEC 18004).
const QUIET_ZONE: usize = 4;
/// The narrowest border that most scanners accept.
const MIN_QUIET_ZONE: usize = 1;

/// The largest width and height of a PNG, in pixels.
const MAX_SIDE: u32 = 4096;

/// The modules of a QR code, without the white border.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Modules {
    side: usize,
    dark: Vec<bool>,
}

/// An image in black and white.
struct Bitmap {
    width: usize,
    height: usize,
    dark: Vec<bool>,
}

/// Prints the lines of a QR code: black on white if the output has colors.
pub(crate) fn print(lines: &[String]) {
    let has_colors = has_colors();
    for line in lines {
        if has_colors {
            print_line(format!("{DARK_ON_LIGHT}{line}{RESET}"));
        } else {
            print_line(line);
        }
    }
}

impl Modules {
    /// Finds an upright QR code of any size in a PNG. Returns `None` if there is none.
    pub(crate) fn from_png(png: &[u8]) -> Option<Self> {
        let bitmap = Bitmap::from_png(png)?;
        let dark = || {
            let pixels = bitmap.dark.iter().enumerate().filter(|(_, dark)| **dark);
            pixels.map(|(at, _)| (at % bitmap.width, at / bitmap.width))
        };
        let (left, right) = (dark().map(|(x, _)| x).min()?, dark().map(|(x, _)| x).max()?);
        let (top, bottom) = (dark().map(|(_, y)| y).min()?, dark().map(|(_, y)| y).max()?);
        // the top edge of the finder pattern in the corner is seven modules wide
        let run = (left..=right)
            .take_while(|x| bitmap.is_dark(*x, top))
            .count();
        let (width, height) = (right + 1 - left, bottom + 1 - top);
        let side = (width * 7 + run / 2).checked_div(run)?;
        if !(21..=177).contains(&side) || side % 4 != 1 || width.abs_diff(height) > width / side {
            return None;
        }
        let center = |module: usize, length: usize| (2 * module + 1) * length / (2 * side);
        let at = |module: usize| {
            let (x, y) = (module % side, module / side);
            bitmap.is_dark(left + center(x, width), top + center(y, height))
        };
        let dark = (0..side * side).map(at).collect();
        Some(Self { side, dark })
    }

    /// Returns the QR code as lines of half blocks for a window of this size. The border is as wide
    /// as fits. Returns `None` if the window is too narrow.
    pub(crate) fn lines(&self, columns: usize, rows: usize) -> Option<Vec<String>> {
        let fits = |border: &usize| {
            let side = self.side + 2 * border;
            side <= columns && (side.div_ceil(2) <= rows || *border == MIN_QUIET_ZONE)
        };
        let border = (MIN_QUIET_ZONE..=QUIET_ZONE).rev().find(fits)?;
        let side = self.side + 2 * border;
        let line = |y: usize| {
            let blocks = (0..side).map(|x| self.block(x, y, border));
            blocks.collect()
        };
        Some((0..side).step_by(2).map(line).collect())
    }

    /// Returns the block for the module at (`x`, `y`) and the one below it.
    fn block(&self, x: usize, y: usize, border: usize) -> char {
        match (self.is_dark(x, y, border), self.is_dark(x, y + 1, border)) {
            (true, true) => '█',
            (true, false) => '▀',
            (false, true) => '▄',
            (false, false) => ' ',
        }
    }

    fn is_dark(&self, x: usize, y: usize, border: usize) -> bool {
        let inside = |at: usize| at.checked_sub(border).filter(|at| *at < self.side);
        let at = inside(x).zip(inside(y)).map(|(x, y)| y * self.side + x);
        at.and_then(|at| self.dark.get(at))
            .is_some_and(|dark| *dark)
    }
}

impl Bitmap {
    fn from_png(png: &[u8]) -> Option<Self> {
        let mut decoder = Decoder::new(Cursor::new(png));
        decoder.set_transformations(Transformations::normalize_to_color8());
        let header = decoder.read_header_info().ok()?;
        if header.width.max(header.height) > MAX_SIDE {
            return None;
        }
        let mut reader = decoder.read_info().ok()?;
        let mut samples = vec![0; reader.output_buffer_size()?];
        let frame = reader.next_frame(&mut samples).ok()?;
        let dark = samples.chunks(frame.color_type.samples()).map(is_dark);
        Some(Self {
            width: frame.width as usize,
            height: frame.height as usize,
            dark: dark.take((frame.width * frame.height) as usize).collect(),
        })
    }

    fn is_dark(&self, x: usize, y: usize) -> bool {
        debug_assert!(x < self.width && y < self.height);
        self.dark.get(y * self.width + x) == Some(&true)
    }
}

/// Whether a pixel is dark: gray or RGB, with or without alpha. A transparent pixel is not.
fn is_dark(pixel: &[u8]) -> bool {
    let (channels, alpha) = match pixel {
        [gray] => (std::slice::from_ref(gray), 255),
        [gray, alpha] => (std::slice::from_ref(gray), *alpha),
        [rgb @ .., alpha] if rgb.len() == 3 => (rgb, *alpha),
        rgb => (rgb, 255),
    };
    let sum: usize = channels.iter().map(|value| usize::from(*value)).sum();
    alpha > 127 && sum < 128 * channels.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use idx_flow_sim::qr_code;

    const LINK: &str = "oktaverify://email/?t=0123456789-abcdefghijklmnop&s=http%3A%2F%2F127.0.0.1";

    /// Renders the lines as a PNG, with `scale` pixels for each module.
    fn render(lines: &[String], scale: usize) -> Vec<u8> {
        let mut rows: Vec<Vec<bool>> = Vec::new();
        for line in lines {
            rows.push(line.chars().map(|block| "█▀".contains(block)).collect());
            rows.push(line.chars().map(|block| "█▄".contains(block)).collect());
        }
        let pixel = |x: usize, y: usize| if rows[y / scale][x / scale] { 0 } else { 255 };
        let (width, height) = (rows[0].len() * scale, rows.len() * scale);
        let pixels = (0..width * height).map(|at| pixel(at % width, at / width));
        encode(width, height, &pixels.collect::<Vec<u8>>())
    }

    fn encode(width: usize, height: usize, gray: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, width as u32, height as u32);
        encoder.set_color(png::ColorType::Grayscale);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(gray).unwrap();
        writer.finish().unwrap();
        out
    }

    #[test]
    fn a_drawn_code_can_be_scanned() {
        for text in ["short", LINK, &LINK.repeat(3)] {
            let modules = Modules::from_png(&qr_code::encode(text)).unwrap();
            let lines = modules.lines(80, 100).unwrap();
            assert_eq!(qr_code::decode(&render(&lines, 5)).as_deref(), Ok(text));
        }
    }

    #[test]
    fn a_code_is_found_at_any_scale_and_with_any_margin() {
        let modules = Modules::from_png(&qr_code::encode(LINK)).unwrap();
        for (rows, scale) in [(100, 1), (100, 7), (20, 3)] {
            let png = render(&modules.lines(80, rows).unwrap(), scale);
            assert_eq!(Modules::from_png(&png).unwrap(), modules);
        }
    }

    #[test]
    fn the_border_shrinks_before_the_code_is_left_out() {
        let modules = Modules::from_png(&qr_code::encode("short")).unwrap();
        let count = |columns, rows| modules.lines(columns, rows).map(|lines| lines.len());
        assert_eq!(count(80, 40), Some(15));
        assert_eq!(count(80, 14), Some(14));
        assert_eq!(count(23, 1), Some(12));
        assert_eq!(count(22, 40), None);
    }

    #[test]
    fn an_image_without_a_code_is_rejected() {
        assert_eq!(Modules::from_png(b"not a PNG"), None);
        assert_eq!(Modules::from_png(&encode(9, 9, &[255; 81])), None);
        assert_eq!(Modules::from_png(&encode(9, 9, &[0; 81])), None);
        assert_eq!(Modules::from_png(&encode(9, 3, &[0; 27])), None);
    }
}
