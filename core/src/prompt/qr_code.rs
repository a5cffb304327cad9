//! A QR code as the server sends it: a PNG in a `data:` URL, checked and never fetched.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use thiserror::Error;

use crate::secret::Secret;
use crate::wire::json::Json;
use crate::wire::limits::{MAX_PICTURE, MAX_PICTURE_SIDE};

/// A QR code to show. Two are equal where their pictures are: show it again only if it changed.
#[derive(Clone, PartialEq, Eq)]
pub struct QrCode {
    /// The media type that the server names, such as `image/png`.
    pub media_type: String,
    /// The text for those who cannot see the picture.
    pub alt: String,
    href: Arc<Secret>,
}

/// Why a picture is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum QrError {
    /// Not a `data:image/png;base64,` URL. Pictures are never fetched.
    #[error("the QR code is not a data:image/png;base64 URL")]
    NotEmbedded,
    /// Larger than 256 KiB, or than 4096 pixels a side.
    #[error("the QR code is larger than a QR code can sensibly be")]
    TooLarge,
    /// Not base64, or not a whole PNG.
    #[error("the QR code is not a PNG")]
    NotPng,
}

impl QrCode {
    /// The PNG's bytes, checked: signature, dimensions, chunks from IHDR to IEND.
    ///
    /// # Errors
    /// Where the server's picture is not what it should be. The action
    /// [`ShowQr`](crate::Action::ShowQr) carries only codes for which this succeeds.
    pub fn png(&self) -> Result<Vec<u8>, QrError> {
        let href = self.href.expose();
        let data =
            strip_ascii_prefix(href, "data:image/png;base64,").ok_or(QrError::NotEmbedded)?;
        if href.len() > MAX_PICTURE {
            return Err(QrError::TooLarge);
        }
        let bytes = STANDARD.decode(data.trim()).map_err(|_| QrError::NotPng)?;
        check_png(&bytes)?;
        Ok(bytes)
    }

    /// The `data:` URL as it came. It holds the activation link: a secret until it is used.
    pub fn href(&self) -> &str {
        self.href.expose()
    }

    pub(crate) fn read(context: &Json<'_>, authenticator: Option<&str>) -> Option<Self> {
        let code = context.object("qrcode")?;
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

/// Walks the chunks (PNG specification, section 5): a picture cut short or with a tail is refused.
/// What the pixels are is the decoder's business, on the host.
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
            let fits = width <= MAX_PICTURE_SIDE && height <= MAX_PICTURE_SIDE;
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
    fn a_whole_png_is_taken() {
        let good = code(&format!("DATA:image/PNG;base64,{}", png(9, b"")));
        assert!(good.png().unwrap().starts_with(b"\x89PNG"));
        assert!(!format!("{good:?}").contains("base64"));
    }

    #[test]
    fn everything_else_is_refused() {
        let of = |href: &str| code(href).png().unwrap_err();
        let data = |data: &str| format!("data:image/png;base64,{data}");
        assert_eq!(of("https://cdn.example/qr.png"), QrError::NotEmbedded);
        assert_eq!(
            of("data:image/svg+xml;base64,PHN2Zz4="),
            QrError::NotEmbedded
        );
        assert_eq!(of(&data("***")), QrError::NotPng);
        assert_eq!(of(&data("iVBORw0KGgo=")), QrError::NotPng);
        assert_eq!(of(&data(&png(9, b"tail"))), QrError::NotPng);
        assert_eq!(of(&data(&png(0, b""))), QrError::NotPng);
        assert_eq!(of(&data(&png(5_000, b""))), QrError::TooLarge);
        assert_eq!(of(&data(&"A".repeat(MAX_PICTURE))), QrError::TooLarge);
    }
}
