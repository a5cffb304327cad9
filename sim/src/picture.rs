//! QR codes as pictures: what an org shows on a screen and what a phone's camera reads.
//!
//! Nothing here knows what the text means. The codes are real ones, so that a phone that scans
//! them reads the picture and not a side channel.

mod grey;

use std::panic::{AssertUnwindSafe, catch_unwind};

use png::ColorType;
use qrcode::bits::Bits;
use qrcode::types::QrError;
use qrcode::{Color, EcLevel, QrCode, Version};
use rqrr::{BitGrid, Grid, PreparedImage};

use grey::Grey;

/// Pixels a module is wide and high.
const SCALE: usize = 4;
/// Modules of white on every side (ISO/IEC 18004 asks for four).
const QUIET_ZONE: usize = 4;
const BLACK: u8 = 0x00;
const WHITE: u8 = 0xff;

/// Why no text was read from a picture.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// The bytes are not a whole, sound PNG.
    #[error("not a readable PNG")]
    NotPng,
    /// The picture has more pixels than a screenshot would have.
    #[error("the picture is too large")]
    TooLarge,
    /// There is no QR code in the picture, or more of it is hidden than it can bear.
    #[error("no readable QR code in the picture")]
    NoCode,
}

/// Draws `text` as a QR code and returns the PNG: grey, four pixels a module, with a quiet zone.
///
/// A QR code holds at most 2953 bytes. Where `text` is longer the picture is blank, and so reads
/// as [`PictureError::NoCode`].
pub fn draw(text: &str) -> Vec<u8> {
    let (size, modules) = match encode(text) {
        Ok(code) => (code.width(), code.into_colors()),
        Err(_) => (0, Vec::new()),
    };
    let side = (size + 2 * QUIET_ZONE) * SCALE;
    let mut pixels = vec![WHITE; side * side];
    for (y, line) in pixels.chunks_exact_mut(side).enumerate() {
        for (x, pixel) in line.iter_mut().enumerate() {
            let module = (x / SCALE).checked_sub(QUIET_ZONE).filter(|m| *m < size);
            let row = (y / SCALE).checked_sub(QUIET_ZONE);
            let at = module.zip(row).and_then(|(m, r)| modules.get(r * size + m));
            if at == Some(&Color::Dark) {
                *pixel = BLACK;
            }
        }
    }
    write_png(side, &pixels)
}

/// Reads the first QR code found in a PNG, which may be a screenshot with much else on it.
///
/// # Errors
/// [`PictureError`] where the bytes are no PNG, the picture is huge, or no code can be read.
pub fn decode(png: &[u8]) -> Result<String, PictureError> {
    let picture = Grey::from_png(png)?;
    // The finder's own threshold follows the surroundings, which suits photographs; the flat
    // areas of a screenshot can mislead it, and there a fixed one does better.
    guarded(|| {
        let grey = |x, y| picture.at(x, y);
        let mut image = PreparedImage::prepare_from_greyscale(picture.width, picture.height, grey);
        first_text(&image.detect_grids())
    })
    .or_else(|| {
        guarded(|| {
            let dark = |x, y| picture.at(x, y) < 0x80;
            let mut image = PreparedImage::prepare_from_bitmap(picture.width, picture.height, dark);
            first_text(&image.detect_grids())
        })
    })
    .ok_or(PictureError::NoCode)
}

/// Bytes only: the encoder's own choice would pack some UTF-8 sequences as Shift JIS.
fn encode(text: &str) -> Result<QrCode, QrError> {
    for level in [EcLevel::M, EcLevel::L] {
        for version in 1..=40 {
            let mut bits = Bits::new(Version::Normal(version));
            let fits = bits
                .push_byte_data(text.as_bytes())
                .and_then(|()| bits.push_terminator(level));
            if fits.is_ok() {
                return QrCode::with_bits(bits, level);
            }
        }
    }
    Err(QrError::DataTooLong)
}

fn write_png(side: usize, pixels: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let side = u32::try_from(side).expect("a QR code is always smaller than 2^32 pixels");
    let mut encoder = png::Encoder::new(&mut out, side, side);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    encoder
        .write_header()
        .and_then(|mut writer| writer.write_image_data(pixels))
        .expect("writing a PNG of matching size to memory always succeeds");
    out
}

/// The finder asserts what it believes of a picture; a crafted one may prove it wrong.
fn guarded(find: impl FnOnce() -> Option<String>) -> Option<String> {
    catch_unwind(AssertUnwindSafe(find)).ok().flatten()
}

fn first_text<G: BitGrid>(grids: &[Grid<G>]) -> Option<String> {
    grids.iter().find_map(|grid| Some(grid.decode().ok()?.1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// An RGBA picture of `width` × `height` pixels of one colour with `png` pasted at (`x`, `y`).
    fn screenshot(png: &[u8], (width, height): (usize, usize), x: usize, y: usize) -> Vec<u8> {
        let code = Grey::from_png(png).unwrap();
        let mut pixels = [30, 60, 90, 255].repeat(width * height);
        for row in 0..code.height {
            for column in 0..code.width {
                let grey = code.at(column, row);
                let at = ((y + row) * width + x + column) * 4;
                pixels[at..at + 4].copy_from_slice(&[grey, grey, grey, 255]);
            }
        }
        encode_png((width, height), ColorType::Rgba, &pixels)
    }

    fn encode_png((width, height): (usize, usize), color: ColorType, data: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, width as u32, height as u32);
        encoder.set_color(color);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(data).unwrap();
        writer.finish().unwrap();
        out
    }

    #[test]
    fn the_quiet_zone_is_four_modules_wide() {
        let code = Grey::from_png(&draw("quiet")).unwrap();
        let zone = QUIET_ZONE * SCALE;
        let dark = |x, y| code.at(x, y) == BLACK;
        assert!(
            dark(zone, zone),
            "the finder pattern starts inside the zone"
        );
        assert!((0..code.width).all(|at| !dark(at, zone - 1) && !dark(zone - 1, at)));
        assert!((0..code.width).all(|at| !dark(at, code.height - zone)));
    }

    #[test]
    fn a_code_is_found_in_a_screenshot() {
        let png = draw("oktaverify://example.test/enroll?t=abc");
        let whole = screenshot(&png, (1280, 800), 700, 333);
        assert_eq!(
            decode(&whole).as_deref(),
            Ok("oktaverify://example.test/enroll?t=abc")
        );
    }

    #[test]
    fn a_transparent_ground_counts_as_white() {
        let code = Grey::from_png(&draw("clear")).unwrap();
        let clear: Vec<u8> = code.pixels.iter().flat_map(|g| [0, 255 - g]).collect();
        let png = encode_png((code.width, code.height), ColorType::GrayscaleAlpha, &clear);
        assert_eq!(decode(&png).as_deref(), Ok("clear"));
    }

    #[test]
    fn the_longest_text_fits_and_a_longer_one_leaves_the_picture_blank() {
        let longest = "x".repeat(2953);
        assert_eq!(decode(&draw(&longest)), Ok(longest));
        assert_eq!(decode(&draw(&"x".repeat(2954))), Err(PictureError::NoCode));
    }

    #[test]
    fn a_broken_png_is_refused() {
        let png = draw("broken");
        assert_eq!(decode(b""), Err(PictureError::NotPng));
        assert_eq!(
            decode(b"<html>no picture</html>"),
            Err(PictureError::NotPng)
        );
        assert_eq!(decode(&png[..png.len() / 2]), Err(PictureError::NotPng));
    }

    #[test]
    fn a_huge_picture_is_refused_before_it_is_unpacked() {
        let mut png = encode_png((1, 1), ColorType::Grayscale, &[WHITE]);
        png[16..24].copy_from_slice(&[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]);
        let crc = crc32(&png[12..29]);
        png[29..33].copy_from_slice(&crc.to_be_bytes());
        assert_eq!(decode(&png), Err(PictureError::TooLarge));
    }

    /// The PNG specification's checksum of a chunk.
    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
                (crc >> 1) ^ if crc & 1 == 1 { 0xedb8_8320 } else { 0 }
            })
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn what_is_drawn_is_read(text in "\\PC{1,200}") {
            prop_assert_eq!(decode(&draw(&text)), Ok(text));
        }

        #[test]
        fn a_damaged_picture_never_panics(at in any::<prop::sample::Index>(), byte: u8) {
            let mut png = draw("damage");
            let at = at.index(png.len());
            png[at] = byte;
            if let Ok(text) = decode(&png) {
                prop_assert_eq!(text, "damage");
            }
        }

        #[test]
        fn noise_never_panics(noise in prop::collection::vec(any::<u8>(), 64 * 64)) {
            let png = encode_png((64, 64), ColorType::Grayscale, &noise);
            prop_assert_eq!(decode(&png), Err(PictureError::NoCode));
        }
    }
}
