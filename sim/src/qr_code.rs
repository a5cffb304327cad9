//! QR codes as PNG images: encoding for responses, decoding for the simulated phone.
//!
//! The codes are real QR codes. A test that scans one checks the image that the user would see.

mod error;
mod grayscale;

pub use error::QrCodeError;

use std::panic::{AssertUnwindSafe, catch_unwind};

use png::ColorType;
use qrcode::bits::Bits;
use qrcode::types::QrError;
use qrcode::{Color, EcLevel, QrCode, Version};
use rqrr::{BitGrid, Grid, PreparedImage};

use grayscale::{GrayscaleImage, WHITE};

/// The width and height of a module, in pixels.
const SCALE: usize = 4;
/// The white border, in modules (ISO/IEC 18004 requires four).
const QUIET_ZONE: usize = 4;
const BLACK: u8 = 0x00;

/// Encodes `text` as a QR code and returns a grayscale PNG image with four pixels per module and a
/// quiet zone.
///
/// A QR code can contain at most 2953 bytes. For a longer text, the image is blank and decodes to
/// [`QrCodeError::NotFound`].
pub fn encode(text: &str) -> Vec<u8> {
    let (size, modules) = match encode_modules(text) {
        Ok(code) => (code.width(), code.into_colors()),
        Err(_) => (0, Vec::new()),
    };
    let side = (size + 2 * QUIET_ZONE) * SCALE;
    let mut pixels = vec![WHITE; side * side];
    for (y, line) in pixels.chunks_exact_mut(side).enumerate() {
        for (x, pixel) in line.iter_mut().enumerate() {
            let column = (x / SCALE).checked_sub(QUIET_ZONE);
            let column = column.filter(|column| *column < size);
            let row = (y / SCALE).checked_sub(QUIET_ZONE);
            let module = column.zip(row);
            let module = module.and_then(|(column, row)| modules.get(row * size + column));
            if module == Some(&Color::Dark) {
                *pixel = BLACK;
            }
        }
    }
    write_png(side, &pixels)
}

/// Decodes the first QR code in a PNG image, which can be a screenshot with other content.
///
/// # Errors
/// [`QrCodeError`] if the data is not a PNG image, if the image is too large, or if it has no
/// readable code.
pub fn decode(png: &[u8]) -> Result<String, QrCodeError> {
    let image = GrayscaleImage::from_png(png)?;
    // The detector's adaptive threshold suits photographs. It can fail on the flat areas of a
    // screenshot, for which a fixed threshold works better.
    catch_panic(|| {
        let brightness = |x, y| image.pixel(x, y);
        let mut prepared =
            PreparedImage::prepare_from_greyscale(image.width, image.height, brightness);
        first_text(&prepared.detect_grids())
    })
    .or_else(|| {
        catch_panic(|| {
            let is_dark = |x, y| image.pixel(x, y) < 0x80;
            let mut prepared =
                PreparedImage::prepare_from_bitmap(image.width, image.height, is_dark);
            first_text(&prepared.detect_grids())
        })
    })
    .ok_or(QrCodeError::NotFound)
}

/// Encodes `text` in byte mode only. By default, the encoder would encode some UTF-8 sequences as
/// Shift JIS.
fn encode_modules(text: &str) -> Result<QrCode, QrError> {
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
    let mut png = Vec::new();
    let side = u32::try_from(side).expect("a QR code is always smaller than 2^32 pixels");
    let mut encoder = png::Encoder::new(&mut png, side, side);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    encoder
        .write_header()
        .and_then(|mut writer| writer.write_image_data(pixels))
        .expect("writing a PNG of matching size to memory always succeeds");
    png
}

/// Runs the detector, whose assertions can panic on a crafted image.
fn catch_panic(detect: impl FnOnce() -> Option<String>) -> Option<String> {
    catch_unwind(AssertUnwindSafe(detect)).ok().flatten()
}

fn first_text<G: BitGrid>(grids: &[Grid<G>]) -> Option<String> {
    grids.iter().find_map(|grid| Some(grid.decode().ok()?.1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Returns an RGBA image of `width` × `height` pixels of one color, with `png` at (`x`, `y`).
    fn screenshot(png: &[u8], (width, height): (usize, usize), x: usize, y: usize) -> Vec<u8> {
        let code = GrayscaleImage::from_png(png).unwrap();
        let mut pixels = [30, 60, 90, 255].repeat(width * height);
        for row in 0..code.height {
            for column in 0..code.width {
                let gray = code.pixel(column, row);
                let start = ((y + row) * width + x + column) * 4;
                pixels[start..start + 4].copy_from_slice(&[gray, gray, gray, 255]);
            }
        }
        encode_png((width, height), ColorType::Rgba, &pixels)
    }

    fn encode_png((width, height): (usize, usize), color: ColorType, data: &[u8]) -> Vec<u8> {
        let mut png = Vec::new();
        let mut encoder = png::Encoder::new(&mut png, width as u32, height as u32);
        encoder.set_color(color);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(data).unwrap();
        writer.finish().unwrap();
        png
    }

    #[test]
    fn the_quiet_zone_is_four_modules_wide() {
        let code = GrayscaleImage::from_png(&encode("quiet")).unwrap();
        let zone = QUIET_ZONE * SCALE;
        let is_dark = |x, y| code.pixel(x, y) == BLACK;
        assert!(
            is_dark(zone, zone),
            "the finder pattern starts inside the zone"
        );
        assert!((0..code.width).all(|i| !is_dark(i, zone - 1) && !is_dark(zone - 1, i)));
        assert!((0..code.width).all(|i| !is_dark(i, code.height - zone)));
    }

    #[test]
    fn a_code_is_found_in_a_screenshot() {
        let png = encode("oktaverify://example.test/enroll?t=abc");
        let screenshot = screenshot(&png, (1280, 800), 700, 333);
        assert_eq!(
            decode(&screenshot).as_deref(),
            Ok("oktaverify://example.test/enroll?t=abc")
        );
    }

    #[test]
    fn a_transparent_background_counts_as_white() {
        let code = GrayscaleImage::from_png(&encode("clear")).unwrap();
        let pixels = code.pixels.iter().flat_map(|gray| [0, 255 - gray]);
        let pixels: Vec<u8> = pixels.collect();
        let size = (code.width, code.height);
        let png = encode_png(size, ColorType::GrayscaleAlpha, &pixels);
        assert_eq!(decode(&png).as_deref(), Ok("clear"));
    }

    #[test]
    fn a_text_that_is_too_long_results_in_a_blank_image() {
        let longest = "x".repeat(2953);
        assert_eq!(decode(&encode(&longest)), Ok(longest));
        let too_long = "x".repeat(2954);
        assert_eq!(decode(&encode(&too_long)), Err(QrCodeError::NotFound));
    }

    #[test]
    fn an_invalid_png_is_rejected() {
        let png = encode("broken");
        let truncated = &png[..png.len() / 2];
        let invalid: [&[u8]; 3] = [b"", b"<html>no image</html>", truncated];
        for data in invalid {
            assert_eq!(decode(data), Err(QrCodeError::InvalidPng));
        }
    }

    #[test]
    fn a_huge_image_is_rejected_before_it_is_decompressed() {
        let mut png = encode_png((1, 1), ColorType::Grayscale, &[WHITE]);
        png[16..24].copy_from_slice(&[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]);
        let crc = crc32(&png[12..29]);
        png[29..33].copy_from_slice(&crc.to_be_bytes());
        assert_eq!(decode(&png), Err(QrCodeError::ImageTooLarge));
    }

    /// Returns the checksum of a PNG chunk.
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
        fn an_encoded_text_is_decoded(text in "\\PC{1,200}") {
            prop_assert_eq!(decode(&encode(&text)), Ok(text));
        }

        #[test]
        fn a_damaged_image_never_panics(index in any::<prop::sample::Index>(), byte: u8) {
            let mut png = encode("damage");
            let index = index.index(png.len());
            png[index] = byte;
            if let Ok(text) = decode(&png) {
                prop_assert_eq!(text, "damage");
            }
        }

        #[test]
        fn noise_never_panics(noise in prop::collection::vec(any::<u8>(), 64 * 64)) {
            let png = encode_png((64, 64), ColorType::Grayscale, &noise);
            prop_assert_eq!(decode(&png), Err(QrCodeError::NotFound));
        }
    }
}
