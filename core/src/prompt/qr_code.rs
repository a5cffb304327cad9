//! The QR code of an enrollment: a PNG in a `data:` URL.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use thiserror::Error;

use crate::secret::Secret;
use crate::wire::json::Json;
use crate::wire::limits::{MAX_QR_SIDE, MAX_QR_URL};

/// A QR code to show. Redraw it only if it is not equal to the one on the screen.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct QrCode {
    /// The media type that the server sent, such as `image/png`.
    pub media_type: String,
    /// The alternative text for screen readers, in English.
    pub alt: String,
    href: Arc<Secret>,
}

/// The image of a QR code that cannot be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum QrError {
    /// The URL does not start with `data:image/png;base64,`. Images are never downloaded.
    #[error("the QR code is not a data:image/png;base64 URL")]
    NotEmbedded,
    /// The URL is longer than 256 KiB, or the image is wider or higher than 4,096 pixels.
    #[error("the QR code is larger than 256 KiB, or than 4,096 pixels in width or height")]
    TooLarge,
    /// The data is not valid base64, or not a complete PNG.
    #[error("the QR code is not a complete PNG in base64")]
    NotPng,
}

impl QrCode {
    /// Decodes the PNG. Checks its signature, its dimensions, and that its chunks are complete; it does
    /// not check the pixels.
    ///
    /// # Errors
    /// [`QrError`] if the image is invalid. The action [`ShowQr`](crate::Action::ShowQr) has only QR
    /// codes for which this succeeds.
    pub fn png(&self) -> Result<Vec<u8>, QrError> {
        let href = self.href.expose();
        let data =
            strip_ascii_prefix(href, "data:image/png;base64,").ok_or(QrError::NotEmbedded)?;
        if href.len() > MAX_QR_URL {
            return Err(QrError::TooLarge);
        }
        let bytes = STANDARD.decode(data.trim()).map_err(|_| QrError::NotPng)?;
        check_png(&bytes)?;
        Ok(bytes)
    }

    /// The `data:` URL as received. The image contains the activation link, so it is secret until it
    /// is used.
    pub fn href(&self) -> &str {
        self.href.expose()
    }

    pub(crate) fn read(data: &Json<'_>, authenticator: Option<&str>) -> Option<Self> {
        let code = data.object("qrcode")?;
        let media_type = code
            .text("type")
            .or_else(|| code.text("Type"))
            .unwrap_or_default();
        let href = Arc::new(code.text("href")?.into());
        let alt = match authenticator {
            Some(name) => format!("QR code to scan with {name}"),
            None => "QR code to scan".to_owned(),
        };
        Some(Self {
            media_type,
            alt,
            href,
        })
    }
}

impl fmt::Debug for QrCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "QrCode({}, {} bytes)",
            self.media_type,
            self.href.expose().len()
        )
    }
}

fn strip_ascii_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (head, tail) = text.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(tail)
}

/// Checks that the PNG is complete and that nothing follows it (PNG specification, section 5).
fn check_png(bytes: &[u8]) -> Result<(), QrError> {
    let mut rest = bytes
        .strip_prefix(b"\x89PNG\r\n\x1a\n")
        .ok_or(QrError::NotPng)?;
    let mut first = true;
    loop {
        let (length, tail) = rest.split_first_chunk::<4>().ok_or(QrError::NotPng)?;
        let (kind, tail) = tail.split_first_chunk::<4>().ok_or(QrError::NotPng)?;
        let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| QrError::NotPng)?;
        let (data, tail) = tail.split_at_checked(length).ok_or(QrError::NotPng)?;
        let (_checksum, tail) = tail.split_first_chunk::<4>().ok_or(QrError::NotPng)?;
        if first {
            check_header(kind, data)?;
        }
        if kind == b"IEND" {
            return if tail.is_empty() {
                Ok(())
            } else {
                Err(QrError::NotPng)
            };
        }
        (first, rest) = (false, tail);
    }
}

fn check_header(kind: &[u8; 4], data: &[u8]) -> Result<(), QrError> {
    let side = |at: usize| -> Option<u32> {
        Some(u32::from_be_bytes(data.get(at..at + 4)?.try_into().ok()?))
    };
    match (kind, data.len(), side(0), side(4)) {
        (b"IHDR", 13, Some(width), Some(height)) if width > 0 && height > 0 => {
            let fits = width <= MAX_QR_SIDE && height <= MAX_QR_SIDE;
            if fits { Ok(()) } else { Err(QrError::TooLarge) }
        }
        _ => Err(QrError::NotPng),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, tail: &[u8]) -> String {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(1u32.to_be_bytes());
        bytes.extend([8, 0, 0, 0, 0, 1, 2, 3, 4]);
        bytes.extend(b"\0\0\0\0IEND\xae\x42\x60\x82");
        bytes.extend(tail);
        STANDARD.encode(bytes)
    }

    fn code(href: &str) -> QrCode {
        let href = Arc::new(href.into());
        QrCode {
            media_type: "image/png".into(),
            alt: String::new(),
            href,
        }
    }

    #[test]
    fn a_complete_png_is_decoded() {
        let code = code(&format!("DATA:image/PNG;base64,{}", png(9, b"")));
        assert!(code.png().unwrap().starts_with(b"\x89PNG"));
        assert!(!format!("{code:?}").contains("base64"));
    }

    #[test]
    fn an_invalid_image_is_rejected() {
        let error = |href: &str| code(href).png().unwrap_err();
        let data = |data: &str| format!("data:image/png;base64,{data}");
        assert_eq!(error("https://cdn.example/qr.png"), QrError::NotEmbedded);
        assert_eq!(
            error("data:image/svg+xml;base64,PHN2Zz4="),
            QrError::NotEmbedded
        );
        assert_eq!(error(&data("***")), QrError::NotPng);
        assert_eq!(error(&data("iVBORw0KGgo=")), QrError::NotPng);
        assert_eq!(error(&data(&png(9, b"tail"))), QrError::NotPng);
        assert_eq!(error(&data(&png(0, b""))), QrError::NotPng);
        assert_eq!(error(&data(&png(5_000, b""))), QrError::TooLarge);
        assert_eq!(error(&data(&"A".repeat(MAX_QR_URL))), QrError::TooLarge);
    }
}
