//! Names of the wire, as people read them.

/// `some-wireName` as `Some wire name`.
pub(crate) fn sentence(name: &str) -> String {
    let mut words = String::with_capacity(name.len());
    for letter in name.chars() {
        match letter {
            '-' | '_' => words.push(' '),
            _ if words.is_empty() => words.extend(letter.to_uppercase()),
            _ if letter.is_uppercase() => {
                words.push(' ');
                words.extend(letter.to_lowercase());
            }
            _ => words.push(letter),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_wire_read_like_words() {
        assert_eq!(sentence("phoneNumber"), "Phone number");
        assert_eq!(sentence("enroll-nfc_pin"), "Enroll nfc pin");
        assert_eq!(sentence(""), "");
    }
}
