//! Base64url without padding (RFC 4648 section 5). Decoding accepts every variant of base64.

use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, URL_SAFE_NO_PAD};
use base64::engine::{DecodePaddingMode, general_purpose::NO_PAD};

/// Accepts padding, and trailing bits that are not zero, which some encoders leave.
const LENIENT: GeneralPurposeConfig = NO_PAD
    .with_decode_allow_trailing_bits(true)
    .with_decode_padding_mode(DecodePaddingMode::Indifferent);

/// Decodes base64 or base64url, with or without padding. `None` if it is invalid or empty.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let url_safe = text.trim().replace('+', "-").replace('/', "_");
    let bytes = GeneralPurpose::new(&URL_SAFE, LENIENT).decode(url_safe);
    bytes.ok().filter(|bytes| !bytes.is_empty())
}

/// Encodes as base64url without padding.
pub(crate) fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Converts any variant of base64 to base64url without padding.
pub(crate) fn normalize(text: &str) -> Option<String> {
    decode(text).map(encode)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_variant_is_normalized() {
        for text in ["-_8", "-_8=", "+/8", "+/8=", " +_8= ", "-_9"] {
            assert_eq!(normalize(text).as_deref(), Some("-_8"), "{text}");
        }
    }

    #[test]
    fn invalid_base64_is_rejected() {
        for text in ["", " ", "a", "abcde", "a b", "ab*d", "é234"] {
            assert_eq!(normalize(text), None, "{text}");
        }
    }
}
