//! A QR code on a terminal: the server's picture as half blocks.

use std::io::Cursor;

use png::{Decoder, Transformations};

/// Black on white by number, in the part of the palette that no theme changes.
const DARK_ON_LIGHT: &str = "\x1b[38;5;16;48;5;231m";
const RESET: &str = "\x1b[0m";

/// Modules of white that a scanner wants on every side (ISO/IEC 18004), and how few mostly do.
const QUIET: usize = 4;
const LEAST_QUIET: usize = 1;

/// Pixels a side that no picture of a code needs.
const MAX_SIDE: u32 = 4096;

/// The squares of a code, without the white around it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Modules {
    side: usize,
    dark: Vec<bool>,
}

/// A picture in black and white.
struct Picture {
    width: usize,
    height: usize,
    dark: Vec<bool>,
}

impl Modules {
    /// Finds the code in a PNG: upright, of any scale, with any margin. `None` where there is none.
    pub(crate) fn from_png(png: &[u8]) -> Option<Self> {
        let picture = Picture::from_png(png)?;
        let dark = || {
            let pixels = picture.dark.iter().enumerate().filter(|(_, dark)| **dark);
            pixels.map(|(at, _)| (at % picture.width, at / picture.width))
        };
        let (left, right) = (dark().map(|(x, _)| x).min()?, dark().map(|(x, _)| x).max()?);
        let (top, bottom) = (dark().map(|(_, y)| y).min()?, dark().map(|(_, y)| y).max()?);
        // the upper edge of the finder pattern in the corner: seven modules
        let run = (left..=right)
            .take_while(|x| picture.is_dark(*x, top))
            .count();
        let (width, height) = (right + 1 - left, bottom + 1 - top);
        let side = (width * 7 + run / 2).checked_div(run)?;
        if !(21..=177).contains(&side) || side % 4 != 1 || width.abs_diff(height) > width / side {
            return None;
        }
        let centre = |module: usize, length: usize| (2 * module + 1) * length / (2 * side);
        let at = |module: usize| {
            let (x, y) = (module % side, module / side);
            picture.is_dark(left + centre(x, width), top + centre(y, height))
        };
        let dark = (0..side * side).map(at).collect();
        Some(Self { side, dark })
    }

    /// The code in half blocks, a line each, for a window of so many columns and rows: with the
    /// whole quiet zone where it fits. `None` where the window is too narrow.
    pub(crate) fn lines(&self, columns: usize, rows: usize) -> Option<Vec<String>> {
        let fits = |quiet: &usize| {
            let side = self.side + 2 * quiet;
            side <= columns && (side.div_ceil(2) <= rows || *quiet == LEAST_QUIET)
        };
        let quiet = (LEAST_QUIET..=QUIET).rev().find(fits)?;
        let side = self.side + 2 * quiet;
        let line = |y: usize| {
            let blocks = (0..side).map(|x| self.block(x, y, quiet));
            format!("{DARK_ON_LIGHT}{}{RESET}", blocks.collect::<String>())
        };
        Some((0..side).step_by(2).map(line).collect())
    }

    /// The module at (`x`, `y`) and the one below it.
    fn block(&self, x: usize, y: usize, quiet: usize) -> char {
        match (self.is_dark(x, y, quiet), self.is_dark(x, y + 1, quiet)) {
            (true, true) => '█',
            (true, false) => '▀',
            (false, true) => '▄',
            (false, false) => ' ',
        }
    }

    fn is_dark(&self, x: usize, y: usize, quiet: usize) -> bool {
        let inside = |at: usize| at.checked_sub(quiet).filter(|at| *at < self.side);
        let at = inside(x).zip(inside(y)).map(|(x, y)| y * self.side + x);
        at.and_then(|at| self.dark.get(at))
            .is_some_and(|dark| *dark)
    }
}

impl Picture {
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

/// Grey or colours, with or without alpha; what is transparent is white.
fn is_dark(pixel: &[u8]) -> bool {
    let (colours, alpha) = match pixel {
        [grey] => (std::slice::from_ref(grey), 255),
        [grey, alpha] => (std::slice::from_ref(grey), *alpha),
        [colours @ .., alpha] if colours.len() == 3 => (colours, *alpha),
        colours => (colours, 255),
    };
    let sum: usize = colours.iter().map(|colour| usize::from(*colour)).sum();
    alpha > 127 && sum < 128 * colours.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use idx_flow_sim::picture;

    const LINK: &str = "oktaverify://email/?t=0123456789-abcdefghijklmnop&s=http%3A%2F%2F127.0.0.1";

    /// What a camera sees of the lines: a PNG, so many pixels a module.
    fn photograph(lines: &[String], scale: usize) -> Vec<u8> {
        let mut rows: Vec<Vec<bool>> = Vec::new();
        for line in lines {
            let blocks = line.strip_prefix(DARK_ON_LIGHT).unwrap();
            let blocks = blocks.strip_suffix(RESET).unwrap();
            rows.push(blocks.chars().map(|it| "█▀".contains(it)).collect());
            rows.push(blocks.chars().map(|it| "█▄".contains(it)).collect());
        }
        let pixel = |x: usize, y: usize| if rows[y / scale][x / scale] { 0 } else { 255 };
        let (width, height) = (rows[0].len() * scale, rows.len() * scale);
        let pixels = (0..width * height).map(|at| pixel(at % width, at / width));
        write(width, height, &pixels.collect::<Vec<u8>>())
    }

    fn write(width: usize, height: usize, grey: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, width as u32, height as u32);
        encoder.set_color(png::ColorType::Grayscale);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(grey).unwrap();
        writer.finish().unwrap();
        out
    }

    #[test]
    fn what_is_drawn_can_be_scanned() {
        for text in ["short", LINK, &LINK.repeat(3)] {
            let modules = Modules::from_png(&picture::draw(text)).unwrap();
            let lines = modules.lines(80, 100).unwrap();
            assert_eq!(picture::decode(&photograph(&lines, 5)).as_deref(), Ok(text));
        }
    }

    #[test]
    fn neither_scale_nor_margin_matters() {
        let modules = Modules::from_png(&picture::draw(LINK)).unwrap();
        for (rows, scale) in [(100, 1), (100, 7), (20, 3)] {
            let picture = photograph(&modules.lines(80, rows).unwrap(), scale);
            assert_eq!(Modules::from_png(&picture).unwrap(), modules);
        }
    }

    #[test]
    fn the_quiet_zone_gives_way_before_the_code_does() {
        let modules = Modules::from_png(&picture::draw("short")).unwrap();
        let count = |columns, rows| modules.lines(columns, rows).map(|lines| lines.len());
        assert_eq!(count(80, 40), Some(15));
        assert_eq!(count(80, 14), Some(14));
        assert_eq!(count(23, 1), Some(12));
        assert_eq!(count(22, 40), None);
    }

    #[test]
    fn other_pictures_are_none() {
        assert_eq!(Modules::from_png(b"no picture"), None);
        assert_eq!(Modules::from_png(&write(9, 9, &[255; 81])), None);
        assert_eq!(Modules::from_png(&write(9, 9, &[0; 81])), None);
        assert_eq!(Modules::from_png(&write(9, 3, &[0; 27])), None);
    }
}
