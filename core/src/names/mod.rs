//! The names of the IDX wire as open enums: a known name is typed, an unknown one is kept.
//!
//! A later version may know more names. So match known names by variant, and unknown names by their raw
//! value: `name.as_str() == "new-step"` or `name == RemediationName::from("new-step")` stay true when
//! `new-step` becomes known; a match on `Other` does not.

/// Declares an enum of raw values, with a last variant `Other` for unknown ones. Values are compared by
/// their raw value.
macro_rules! open_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $raw:literal,)* }) => {
        $(#[$doc])*
        ///
        /// To match a value that this version of the library does not know, compare
        /// [`as_str`](Self::as_str): the value gets a variant when a later version knows it.
        #[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
        #[serde(from = "String", into = "String")]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$vdoc])* $variant,)*
            /// A raw value that this version of the library does not know. Do not match on it.
            Other(String),
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.as_str() == other.as_str()
            }
        }

        impl Eq for $name {}

        impl std::hash::Hash for $name {
            fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                self.as_str().hash(state);
            }
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
        let unknown = RemediationName::from("new-step");
        assert!(matches!(&unknown, RemediationName::Other(raw) if raw == "new-step"));
        assert_eq!(unknown.as_str(), "new-step");
    }

    #[test]
    fn a_name_equals_its_raw_value_before_and_after_it_is_known() {
        let as_unknown = RemediationName::Other("skip".into());
        assert_eq!(as_unknown, RemediationName::Skip);
        assert_ne!(as_unknown, RemediationName::Cancel);
    }

    #[test]
    fn case_and_underscores_are_ignored() {
        assert_eq!(MethodType::from("signedNonce"), MethodType::SignedNonce);
        assert_eq!(MethodType::from("SMS"), MethodType::Sms);
        assert_eq!(Severity::from("error"), Severity::Error);
        assert_eq!(MethodType::from("smsx"), MethodType::Other("smsx".into()));
    }
}
