//! Errors of reading a QR code.

/// The reason why no QR code could be read from an image.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QrCodeError {
    /// The data is not a complete, valid PNG image.
    #[error("not a readable PNG image")]
    InvalidPng,
    /// The image has too many pixels.
    #[error("the image is too large")]
    ImageTooLarge,
    /// The image has no QR code, or too much of the code is hidden.
    #[error("no readable QR code in the image")]
    NotFound,
}
