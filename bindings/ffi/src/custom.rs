//! Types that cross the boundary as text or bytes and have hand-written classes in Swift and Kotlin:
//! redacted values, and names from the IDX wire.

use idx_flow::{
    AuthenticatorKey, ChallengeMethod, Channel, MethodType, RemediationName, Secret, Severity,
    Snapshot,
};

/// A URL. Its query and fragment are omitted when it is printed, because they may contain a token.
pub struct RedactedUrl(pub(crate) String);

/// A PNG image.
pub struct PngImage(pub(crate) Vec<u8>);

impl From<&str> for RedactedUrl {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

uniffi::custom_type!(
    /// A secret text, such as a password, a code or a token. It is printed as `[secret]`.
    Secret, String, {
        remote,
        lower: |secret| secret.expose().to_owned(),
        try_lift: |text| Ok(Secret::from(text)),
    }
);

uniffi::custom_type!(
    /// A saved flow. It is a credential: store it encrypted, bound to this device, and readable only by
    /// your app. Delete it when the flow has ended.
    Snapshot, String, {
        remote,
        lower: |snapshot| snapshot.expose().to_owned(),
        try_lift: |text| Ok(Snapshot::new(text)),
    }
);

uniffi::custom_type!(
    /// A URL. Its query and fragment are omitted when it is printed, because they may contain a token.
    RedactedUrl, String, {
        lower: |url| url.0,
        try_lift: |text| Ok(RedactedUrl(text)),
    }
);

uniffi::custom_type!(
    /// A PNG image. Only its size in bytes is printed.
    PngImage, Vec<u8>, {
        lower: |image| image.0,
        try_lift: |bytes| Ok(PngImage(bytes)),
    }
);

/// A name from the IDX wire. The set of values is open: a later server may send others.
macro_rules! open_set {
    ($(#[$doc:meta])* $name:ident) => {
        uniffi::custom_type!($(#[$doc])* $name, String, {
            remote,
            lower: |name| name.as_str().to_owned(),
            try_lift: |name| Ok($name::from(name)),
        });
    };
}

open_set!(
    /// The name of a remediation: `name` on the IDX wire. Expect other values than the constants.
    RemediationName
);
open_set!(
    /// The key of an authenticator: `key` on the IDX wire. Expect other values than the constants.
    AuthenticatorKey
);
open_set!(
    /// A method of an authenticator: `methodType` on the IDX wire. Expect other values than the
    /// constants.
    MethodType
);
open_set!(
    /// The channel through which Okta Verify receives its activation link: `channel` on the IDX wire.
    /// Expect other values than the constants.
    Channel
);
open_set!(
    /// The method by which Okta Verify on this device is contacted: `challengeMethod` on the IDX wire.
    /// Expect other values than the constants.
    ChallengeMethod
);
open_set!(
    /// The severity of a message: `class` on the IDX wire. Expect other values than the constants.
    Severity
);
