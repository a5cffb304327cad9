//! HTTP headers.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An HTTP header. Names are case-insensitive.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Header {
    /// The name.
    pub name: String,
    /// The value. `Debug` prints it only for names that are known to hold no secret.
    pub value: String,
}

/// The headers whose values are printed.
const HARMLESS: [&str; 12] = [
    "accept",
    "accept-language",
    "cache-control",
    "content-length",
    "content-type",
    "date",
    "origin",
    "retry-after",
    "user-agent",
    "x-okta-request-id",
    "x-okta-user-agent-extended",
    "x-rate-limit-reset",
];

impl Header {
    /// Creates a header.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            value: value.into(),
        }
    }
}

impl fmt::Debug for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut harmless = HARMLESS.iter();
        let is_harmless = harmless.any(|known| self.name.eq_ignore_ascii_case(known));
        let value = if is_harmless { &self.value } else { "[secret]" };
        write!(f, "{}: {value}", self.name)
    }
}

/// Saves headers in a snapshot, as pairs: `Header` itself has no public serialization.
pub(crate) mod saved {
    use super::{Deserialize, Deserializer, Header, Serialize, Serializer};

    pub(crate) fn serialize<S: Serializer>(
        headers: &[Header],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let pairs: Vec<_> = headers
            .iter()
            .map(|header| (&header.name, &header.value))
            .collect();
        pairs.serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<Header>, D::Error> {
        let pairs = Vec::<(String, String)>::deserialize(deserializer)?;
        let headers = pairs
            .into_iter()
            .map(|(name, value)| Header::new(name, value));
        Ok(headers.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_prints_the_values_of_harmless_headers_only() {
        let print = |name: &str| format!("{:?}", Header::new(name, "canary"));
        assert_eq!(print("Content-Type"), "Content-Type: canary");
        for name in [
            "Cookie",
            "Set-Cookie",
            "Authorization",
            "X-Device-Token",
            "X-Own",
        ] {
            assert_eq!(print(name), format!("{name}: [secret]"));
        }
    }
}
