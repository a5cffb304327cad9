//! Turns raw values of the IDX wire into readable text.

/// Returns `some-wireName` as `Some wire name`.
pub(crate) fn sentence_case(name: &str) -> String {
    let mut sentence = String::with_capacity(name.len());
    for letter in name.chars() {
        match letter {
            '-' | '_' => sentence.push(' '),
            _ if sentence.is_empty() => sentence.extend(letter.to_uppercase()),
            _ if letter.is_uppercase() => {
                sentence.push(' ');
                sentence.extend(letter.to_lowercase());
            }
            _ => sentence.push(letter),
        }
    }
    sentence
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_values_become_readable_text() {
        assert_eq!(sentence_case("phoneNumber"), "Phone number");
        assert_eq!(sentence_case("enroll-nfc_pin"), "Enroll nfc pin");
        assert_eq!(sentence_case(""), "");
    }
}
