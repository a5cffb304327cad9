//! Yubico OTP: twelve letters that name the key, and a block of AES that only its server can open.
//!
//! The block holds a private id, two counters, a timestamp, a random number and a checksum; all of it
//! is written in "modhex", sixteen letters that lie alike on most keyboards (The YubiKey Manual,
//! section 6).

use aes::Aes128;
use aes::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};

const MODHEX: &[u8; 16] = b"cbdefghijklnrtuv";
const PRIVATE_ID: usize = 6;
const SECRET: usize = PRIVATE_ID + 16;
/// The checksum of a block that ends with its own checksum (ISO 13239).
const RESIDUE: u16 = 0xf0b8;

/// What the key types when it is touched, after so many touches; nothing once its counters are full.
pub(crate) fn press(public_id: &str, secret: &[u8], pressed: u64) -> String {
    let Some((private_id, key)) = split(secret) else {
        return String::new();
    };
    let counters = u16::try_from(pressed).ok();
    let Some(counters) = counters.and_then(|it| it.checked_add(0x100)) else {
        return String::new();
    };
    let [high, low] = counters.to_be_bytes();
    let mut block = [0; 16];
    let head = [high, 0, 0x2a, 0x10, 0x07, low, 0x5c, 0xe3];
    for (byte, value) in block.iter_mut().zip(private_id.iter().chain(&head)) {
        *byte = *value;
    }
    let [low, high] = (!checksum(block.split_at(14).0)).to_le_bytes();
    for (byte, value) in block.iter_mut().skip(14).zip([low, high]) {
        *byte = value;
    }
    let mut block = block.into();
    Aes128::new(&key.into()).encrypt_block(&mut block);
    format!("{public_id}{}", modhex(&block))
}

/// The number of the touch, both counters in one: greater for each. `None`: not of this key.
pub(crate) fn open(public_id: &str, secret: &[u8], code: &str) -> Option<u64> {
    let (private_id, key) = split(secret)?;
    let block: [u8; 16] = unmodhex(code.strip_prefix(public_id)?)?.try_into().ok()?;
    let mut block = block.into();
    Aes128::new(&key.into()).decrypt_block(&mut block);
    if checksum(&block) != RESIDUE || !block.starts_with(private_id) {
        return None;
    }
    let block: [u8; 16] = block.into();
    let [.., low, high, _, _, _, touched, _, _, _, _] = block;
    let plugged_in = u16::from_le_bytes([low, high]);
    Some(u64::from(plugged_in) << 8 | u64::from(touched))
}

fn split(secret: &[u8]) -> Option<(&[u8], [u8; 16])> {
    let secret = secret.get(..SECRET)?;
    let (private_id, key) = secret.split_at_checked(PRIVATE_ID)?;
    Some((private_id, key.try_into().ok()?))
}

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

fn modhex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    let letters = digits.filter_map(|digit| MODHEX.get(usize::from(digit)));
    letters.map(|letter| char::from(*letter)).collect()
}

fn unmodhex(text: &str) -> Option<Vec<u8>> {
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
    fn opens_what_a_real_key_typed() {
        // Yubico's own example of the algorithm: private id 8792ebfe26cc, key ecde18db…
        let mut secret = vec![0x87, 0x92, 0xeb, 0xfe, 0x26, 0xcc];
        secret.extend([
            0xec, 0xde, 0x18, 0xdb, 0xe7, 0x6f, 0xbd, 0x0c, 0x33, 0x33, 0x0f, 0x1c, 0x35, 0x48,
            0x71, 0xdb,
        ]);
        let touch = "hknhfjbrjnlnldnhcujvddbikngjrtgh";
        assert!(open("", &secret, touch).is_some());
        assert_eq!(open("", &secret, "hknhfjbrjnlnldnhcujvddbikngjrtgg"), None);
    }

    #[test]
    fn each_touch_has_a_greater_number() {
        let secret = [7; SECRET];
        let numbers: Vec<_> = [0, 1, 255, 256, 700]
            .map(|pressed| open("vvcc", &secret, &press("vvcc", &secret, pressed)))
            .into_iter()
            .collect();
        assert!(
            numbers.is_sorted_by(|one, other| one < other),
            "{numbers:?}"
        );
        assert!(numbers.iter().all(Option::is_some));
    }

    #[test]
    fn a_key_whose_counters_are_full_types_nothing() {
        let secret = [7; SECRET];
        assert!(!press("vvcc", &secret, 0xfeff).is_empty());
        assert_eq!(press("vvcc", &secret, 0xff00), "");
        assert_eq!(press("vvcc", &secret, u64::MAX), "");
    }

    #[test]
    fn anything_else_is_not_of_this_key() {
        let secret = [7; SECRET];
        let code = press("vvcc", &secret, 0);
        for other in [
            "",
            "vvcc",
            "vvccx",
            &code.replacen('v', "c", 1),
            &code[..20],
        ] {
            assert_eq!(open("vvcc", &secret, other), None, "{other}");
        }
        assert_eq!(open("vvcc", &[8; SECRET], &code), None);
        assert_eq!(open("vvcc", &[], &code), None);
    }
}
