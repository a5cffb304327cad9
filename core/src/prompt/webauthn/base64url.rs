//! Bytes as text: base64url without padding goes out, whatever of RFC 4648 comes in.

use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, URL_SAFE_NO_PAD};
use base64::engine::{DecodePaddingMode, general_purpose::NO_PAD};

/// Some encoders leave the last bits as they were: their text is still read.
const LENIENT: GeneralPurposeConfig = NO_PAD
    .with_decode_allow_trailing_bits(true)
    .with_decode_padding_mode(DecodePaddingMode::Indifferent);

/// The bytes of a text in base64 or base64url, padded or not; `None` where it is neither, or empty.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let url_safe = text.trim().replace('+', "-").replace('/', "_");
    let bytes = GeneralPurpose::new(&URL_SAFE, LENIENT).decode(url_safe);
    bytes.ok().filter(|bytes| !bytes.is_empty())
}

/// RFC 4648 section 5, without padding.
pub(crate) fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The text in base64url without padding, whichever it was in.
pub(crate) fn normal(text: &str) -> Option<String> {
    decode(text).map(encode)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_comes_out_the_same() {
        for text in ["-_8", "-_8=", "+/8", "+/8=", " +_8= ", "-_9"] {
            assert_eq!(normal(text).as_deref(), Some("-_8"), "{text}");
        }
    }

    #[test]
    fn what_is_not_base64_is_nothing() {
        for text in ["", " ", "a", "abcde", "a b", "ab*d", "é234"] {
            assert_eq!(normal(text), None, "{text}");
        }
    }
}
