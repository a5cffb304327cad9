//! The names of what is secret on the wire.

/// Words in the names of what is secret.
const SECRET_WORDS: [&str; 17] = [
    "answer",
    "assertion",
    "attestation",
    "code",
    "handle",
    "jwt",
    "nonce",
    "otp",
    "passcode",
    "passphrase",
    "password",
    "pin",
    "secret",
    "signature",
    "token",
    "totp",
    "verifier",
];

/// Secret names that no word gives away.
const SECRET_NAMES: [&str; 6] = [
    "authenticatorData",
    "challenge",
    "challengeRequest",
    "clientData",
    "setupOVUrl",
    "state",
];

/// Names with such a word that hold nothing secret, and that a reader wants to see.
const PLAIN_NAMES: [&str; 3] = ["code_challenge_method", "errorCode", "token_type"];

/// Whether what goes by this name is to be hidden.
pub(super) fn is_secret(name: &str) -> bool {
    let is_secret = |word: &String| {
        let singular = word.strip_suffix('s').unwrap_or(word);
        [word, singular]
            .iter()
            .any(|word| SECRET_WORDS.contains(word))
    };
    !PLAIN_NAMES.contains(&name)
        && (SECRET_NAMES.contains(&name) || words(name).iter().any(is_secret))
}

/// `stateHandle`, `state_handle` and `credentials.passcode`, word by word, in small letters.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for letter in name.chars() {
        if !letter.is_alphanumeric() || letter.is_uppercase() {
            words.push(String::new());
        }
        if let (true, Some(word)) = (letter.is_alphanumeric(), words.last_mut()) {
            word.extend(letter.to_lowercase());
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_known_however_it_is_spelt() {
        for name in [
            "stateHandle",
            "interaction_handle",
            "credentials.passcode",
            "tokens",
            "otp",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in [
            "identifier",
            "token_type",
            "errorCode",
            "channel",
            "shopping",
            "qrcode",
        ] {
            assert!(!is_secret(name), "{name}");
        }
    }
}
