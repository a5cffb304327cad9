//! The names of the IDX wire as open enums: a known name is typed, an unknown one is kept.

/// Declares an enum of raw values, with a last variant `Other` for unknown ones.
macro_rules! open_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $raw:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(from = "String", into = "String")]
        pub enum $name {
            $($(#[$vdoc])* $variant,)*
            /// A raw value that this version of the library does not know.
            Other(String),
        }

        impl $name {
            /// Every known value, in the order of declaration.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant,)*];

            /// The raw value.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $raw,)*
                    Self::Other(raw) => raw,
                }
            }
        }

        impl From<&str> for $name {
            fn from(raw: &str) -> Self {
                match raw {
                    $($raw => Self::$variant,)*
                    _ => Self::KNOWN
                        .iter()
                        .find(|known| matches_raw_value(known.as_str(), raw))
                        .cloned()
                        .unwrap_or_else(|| Self::Other(raw.to_owned())),
                }
            }
        }

        impl From<String> for $name {
            fn from(raw: String) -> Self {
                Self::from(raw.as_str())
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
    /// The severity of a message: `class` on the IDX wire.
    Severity {
        /// An error.
        Error = "ERROR",
        /// Information.
        Info = "INFO",
        /// A warning.
        Warning = "WARNING",
    }
}

/// Compares raw values. Ignores case and underscores, because both `signed_nonce` and `signedNonce` are
/// used.
fn matches_raw_value(known: &str, raw: &str) -> bool {
    let normalize = |text: &'_ str| {
        text.bytes()
            .filter(|b| *b != b'_')
            .map(|b| b.to_ascii_lowercase())
            .collect::<Vec<_>>()
    };
    known.len().abs_diff(raw.len()) <= 3 && normalize(known) == normalize(raw)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_name_is_typed_and_an_unknown_one_is_kept() {
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
    fn case_and_underscores_are_ignored() {
        assert_eq!(MethodType::from("signedNonce"), MethodType::SignedNonce);
        assert_eq!(MethodType::from("SMS"), MethodType::Sms);
        assert_eq!(Severity::from("error"), Severity::Error);
        assert_eq!(MethodType::from("smsx"), MethodType::Other("smsx".into()));
    }
}
