//! Grayscale images.

use std::io::Cursor;

use png::{ColorType, Transformations};

use super::error::QrCodeError;

pub(super) const WHITE: u8 = 0xff;
/// The maximum number of pixels: more than an 8K screenshot has.
const MAX_PIXELS: usize = 40_000_000;

/// An image with one byte per pixel. Transparent pixels are on a white background.
pub(super) struct GrayscaleImage {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) pixels: Vec<u8>,
}

impl GrayscaleImage {
    pub(super) fn from_png(png: &[u8]) -> Result<Self, QrCodeError> {
        let mut decoder = png::Decoder::new(Cursor::new(png));
        decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
        let header = decoder
            .read_header_info()
            .map_err(|_| QrCodeError::InvalidPng)?;
        let (width, height) = (header.width as usize, header.height as usize);
        if width.saturating_mul(height) > MAX_PIXELS {
            return Err(QrCodeError::ImageTooLarge);
        }
        let mut reader = decoder.read_info().map_err(|_| QrCodeError::InvalidPng)?;
        let size = reader
            .output_buffer_size()
            .ok_or(QrCodeError::ImageTooLarge)?;
        let mut samples = vec![0; size];
        reader
            .next_frame(&mut samples)
            .map_err(|_| QrCodeError::InvalidPng)?;
        let pixels = match reader.output_color_type().0 {
            ColorType::Grayscale => samples,
            ColorType::GrayscaleAlpha => samples.as_chunks().0.iter().map(on_white).collect(),
            ColorType::Rgb => samples.as_chunks().0.iter().map(brightness).collect(),
            ColorType::Rgba => samples
                .as_chunks()
                .0
                .iter()
                .map(|&[r, g, b, alpha]| on_white(&[brightness(&[r, g, b]), alpha]))
                .collect(),
            ColorType::Indexed => return Err(QrCodeError::InvalidPng),
        };
        Ok(Self {
            width,
            height,
            pixels,
        })
    }

    pub(super) fn pixel(&self, x: usize, y: usize) -> u8 {
        self.pixels
            .get(y * self.width + x)
            .copied()
            .unwrap_or(WHITE)
    }
}

/// Returns the Rec. 601 luma.
fn brightness(&[r, g, b]: &[u8; 3]) -> u8 {
    let luma = (77 * u32::from(r) + 150 * u32::from(g) + 29 * u32::from(b)) >> 8;
    u8::try_from(luma).unwrap_or(WHITE)
}

fn on_white(&[gray, alpha]: &[u8; 2]) -> u8 {
    let (gray, alpha) = (u32::from(gray), u32::from(alpha));
    u8::try_from((gray * alpha + 255 * (255 - alpha)) / 255).unwrap_or(WHITE)
}
