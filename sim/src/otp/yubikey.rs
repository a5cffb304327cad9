//! Yubico OTP: the public id of a key, and a block that is encrypted with AES.
//!
//! The block contains a private id, two counters, a timestamp, a random number and a checksum. The
//! code is in "modhex", whose 16 letters are at the same position in most keyboard layouts (The
//! YubiKey Manual, section 6).

use aes::Aes128;
use aes::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};

const MODHEX: &[u8; 16] = b"cbdefghijklnrtuv";
const PRIVATE_ID_LENGTH: usize = 6;
const SECRET_LENGTH: usize = PRIVATE_ID_LENGTH + 16;
/// The checksum of a block that includes its checksum (ISO 13239).
const RESIDUE: u16 = 0xf0b8;

/// Returns the code after this number of earlier presses. It is empty when the counters are at their
/// maximum.
pub(super) fn generate(public_id: &str, secret: &[u8], presses: u64) -> String {
    let Some((private_id, key)) = split(secret) else {
        return String::new();
    };
    let counters = u16::try_from(presses).ok();
    let Some(counters) = counters.and_then(|counters| counters.checked_add(0x100)) else {
        return String::new();
    };
    let [usage_counter, session_counter] = counters.to_be_bytes();
    let mut block = [0; 16];
    let fields = [
        usage_counter,
        0,
        0x2a,
        0x10,
        0x07,
        session_counter,
        0x5c,
        0xe3,
    ];
    for (byte, value) in block.iter_mut().zip(private_id.iter().chain(&fields)) {
        *byte = *value;
    }
    let [low, high] = (!checksum(block.split_at(14).0)).to_le_bytes();
    for (byte, value) in block.iter_mut().skip(14).zip([low, high]) {
        *byte = value;
    }
    let mut block = block.into();
    Aes128::new(&key.into()).encrypt_block(&mut block);
    format!("{public_id}{}", encode_modhex(&block))
}

/// Returns both counters of a code as one number, which increases with each press. Returns `None` if
/// the code is not from this key.
pub(super) fn decrypt_counter(public_id: &str, secret: &[u8], code: &str) -> Option<u64> {
    let (private_id, key) = split(secret)?;
    let block = decode_modhex(code.strip_prefix(public_id)?)?;
    let block: [u8; 16] = block.try_into().ok()?;
    let mut block = block.into();
    Aes128::new(&key.into()).decrypt_block(&mut block);
    if checksum(&block) != RESIDUE || !block.starts_with(private_id) {
        return None;
    }
    let block: [u8; 16] = block.into();
    let [.., low, high, _, _, _, session_counter, _, _, _, _] = block;
    let usage_counter = u16::from_le_bytes([low, high]);
    Some(u64::from(usage_counter) << 8 | u64::from(session_counter))
}

/// Splits a secret into the private id and the AES key.
fn split(secret: &[u8]) -> Option<(&[u8], [u8; 16])> {
    let secret = secret.get(..SECRET_LENGTH)?;
    let (private_id, key) = secret.split_at_checked(PRIVATE_ID_LENGTH)?;
    Some((private_id, key.try_into().ok()?))
}

/// Returns the CRC-16 of ISO 13239.
fn checksum(bytes: &[u8]) -> u16 {
    let bit = |sum: u16, _| {
        if sum & 1 == 1 {
            sum >> 1 ^ 0x8408
        } else {
            sum >> 1
        }
    };
    let byte = |sum: u16, byte: &u8| (0..8).fold(sum ^ u16::from(*byte), bit);
    bytes.iter().fold(0xffff, byte)
}

fn encode_modhex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    let letters = digits.filter_map(|digit| MODHEX.get(usize::from(digit)));
    letters.map(|letter| char::from(*letter)).collect()
}

fn decode_modhex(text: &str) -> Option<Vec<u8>> {
    let digit = |letter: &u8| MODHEX.iter().position(|known| known == letter);
    let pairs = text.as_bytes().chunks_exact(2);
    let byte = |pair: &[u8]| {
        let (high, low) = (digit(pair.first()?)?, digit(pair.last()?)?);
        u8::try_from(high << 4 | low).ok()
    };
    pairs.map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_of_a_real_key_is_decrypted() {
        // Yubico's example of the algorithm: private id 8792ebfe26cc, key ecde18db…
        let mut secret = vec![0x87, 0x92, 0xeb, 0xfe, 0x26, 0xcc];
        secret.extend([
            0xec, 0xde, 0x18, 0xdb, 0xe7, 0x6f, 0xbd, 0x0c, 0x33, 0x33, 0x0f, 0x1c, 0x35, 0x48,
            0x71, 0xdb,
        ]);
        let valid = "hknhfjbrjnlnldnhcujvddbikngjrtgh";
        let invalid = "hknhfjbrjnlnldnhcujvddbikngjrtgg";
        assert!(decrypt_counter("", &secret, valid).is_some());
        assert_eq!(decrypt_counter("", &secret, invalid), None);
    }

    #[test]
    fn the_counter_increases_with_each_press() {
        let secret = [7; SECRET_LENGTH];
        let counters = [0, 1, 255, 256, 700].map(|presses| {
            let code = generate("vvcc", &secret, presses);
            decrypt_counter("vvcc", &secret, &code)
        });
        assert!(counters.is_sorted_by(|a, b| a < b), "{counters:?}");
        assert!(counters.iter().all(Option::is_some));
    }

    #[test]
    fn a_key_with_full_counters_generates_no_code() {
        let secret = [7; SECRET_LENGTH];
        assert!(!generate("vvcc", &secret, 0xfeff).is_empty());
        assert_eq!(generate("vvcc", &secret, 0xff00), "");
        assert_eq!(generate("vvcc", &secret, u64::MAX), "");
    }

    #[test]
    fn codes_of_other_keys_are_rejected() {
        let secret = [7; SECRET_LENGTH];
        let code = generate("vvcc", &secret, 0);
        for other in [
            "",
            "vvcc",
            "vvccx",
            &code.replacen('v', "c", 1),
            &code[..20],
        ] {
            assert_eq!(decrypt_counter("vvcc", &secret, other), None, "{other}");
        }
        let other_secret = [8; SECRET_LENGTH];
        assert_eq!(decrypt_counter("vvcc", &other_secret, &code), None);
        assert_eq!(decrypt_counter("vvcc", &[], &code), None);
    }
}
