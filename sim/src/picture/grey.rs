//! A PNG of any kind as plain brightness.

use std::io::Cursor;

use png::{ColorType, Transformations};

use super::{PictureError, WHITE};

/// Pixels a picture may have before it is refused: more than an 8K screenshot has.
const MAX_PIXELS: usize = 40_000_000;

/// A picture as the finder wants it: one byte of brightness a pixel, on white where transparent.
pub(super) struct Grey {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) pixels: Vec<u8>,
}

impl Grey {
    pub(super) fn from_png(png: &[u8]) -> Result<Grey, PictureError> {
        let mut decoder = png::Decoder::new(Cursor::new(png));
        decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
        let header = decoder
            .read_header_info()
            .map_err(|_| PictureError::NotPng)?;
        let (width, height) = (header.width as usize, header.height as usize);
        if width.saturating_mul(height) > MAX_PIXELS {
            return Err(PictureError::TooLarge);
        }
        let mut reader = decoder.read_info().map_err(|_| PictureError::NotPng)?;
        let size = reader.output_buffer_size().ok_or(PictureError::TooLarge)?;
        let mut samples = vec![0; size];
        reader
            .next_frame(&mut samples)
            .map_err(|_| PictureError::NotPng)?;
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
            ColorType::Indexed => return Err(PictureError::NotPng),
        };
        Ok(Grey {
            width,
            height,
            pixels,
        })
    }

    pub(super) fn at(&self, x: usize, y: usize) -> u8 {
        self.pixels
            .get(y * self.width + x)
            .copied()
            .unwrap_or(WHITE)
    }
}

/// Rec. 601 luma, in 1/256.
fn brightness(&[r, g, b]: &[u8; 3]) -> u8 {
    let luma = (77 * u32::from(r) + 150 * u32::from(g) + 29 * u32::from(b)) >> 8;
    u8::try_from(luma).unwrap_or(WHITE)
}

fn on_white(&[grey, alpha]: &[u8; 2]) -> u8 {
    let (grey, alpha) = (u32::from(grey), u32::from(alpha));
    u8::try_from((grey * alpha + 255 * (255 - alpha)) / 255).unwrap_or(WHITE)
}
