//! The names of secrets on the wire.

/// Words that make a name secret.
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

/// Secret names without such a word.
const SECRET_NAMES: [&str; 6] = [
    "authenticatorData",
    "challenge",
    "challengeRequest",
    "clientData",
    "setupOVUrl",
    "state",
];

/// Names with such a word that are not secret.
const PLAIN_NAMES: [&str; 3] = ["code_challenge_method", "errorCode", "token_type"];

/// Whether the value with this name is secret.
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

/// Splits `stateHandle`, `state_handle` and `credentials.passcode` into lowercase words.
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
    fn a_secret_name_is_recognized_in_any_spelling() {
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
