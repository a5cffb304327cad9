//! The open sets of the IDX wire: known names are typed, unknown ones stay usable.

/// Declares an enum over wire words with a last variant `Other` for all that is not known (yet).
macro_rules! open_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(from = "String", into = "String")]
        pub enum $name {
            $($(#[$vdoc])* $variant,)*
            /// A name that this version does not know, as the server wrote it.
            Other(String),
        }

        impl $name {
            /// Every known name, in the order of declaration.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant,)*];

            /// The word of the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)*
                    Self::Other(word) => word,
                }
            }
        }

        impl From<&str> for $name {
            fn from(word: &str) -> Self {
                match word {
                    $($word => Self::$variant,)*
                    _ => Self::KNOWN
                        .iter()
                        .find(|known| same_word(known.as_str(), word))
                        .cloned()
                        .unwrap_or_else(|| Self::Other(word.to_owned())),
                }
            }
        }

        impl From<String> for $name {
            fn from(word: String) -> Self {
                Self::from(word.as_str())
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.as_str().to_owned()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

mod authenticator;
mod challenge;
mod remediation;

pub use authenticator::{AuthenticatorKey, Channel, MethodType};
pub use challenge::ChallengeMethod;
pub use remediation::RemediationName;

open_enum! {
    /// How serious a message is: `class` on the IDX wire.
    Severity {
        /// Something is wrong.
        Error = "ERROR",
        /// Something is worth knowing.
        Info = "INFO",
        /// Something may go wrong.
        Warning = "WARNING",
    }
}

/// Servers and clients spell `signed_nonce` and `signedNonce`: case and underscores do not count.
fn same_word(known: &str, word: &str) -> bool {
    let plain = |text: &'_ str| {
        text.bytes()
            .filter(|b| *b != b'_')
            .map(|b| b.to_ascii_lowercase())
            .collect::<Vec<_>>()
    };
    known.len().abs_diff(word.len()) <= 3 && plain(known) == plain(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_words_are_typed_and_unknown_ones_kept() {
        assert_eq!(
            RemediationName::from("enroll-poll"),
            RemediationName::EnrollPoll
        );
        assert_eq!(
            RemediationName::from("dance"),
            RemediationName::Other("dance".into())
        );
        assert_eq!(RemediationName::from("dance").as_str(), "dance");
    }

    #[test]
    fn case_and_underscores_do_not_count() {
        assert_eq!(MethodType::from("signedNonce"), MethodType::SignedNonce);
        assert_eq!(MethodType::from("SMS"), MethodType::Sms);
        assert_eq!(Severity::from("error"), Severity::Error);
        assert_eq!(MethodType::from("smsx"), MethodType::Other("smsx".into()));
    }
}
