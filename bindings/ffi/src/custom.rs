//! Types that cross as a text or as bytes, and are classes of their own on the other side: those
//! that must not show, and the open sets of the IDX wire.

use idx_flow::{
    AuthenticatorKey, ChallengeMethod, Channel, MethodType, RemediationName, Secret, Severity,
    Snapshot,
};

/// An address. What prints it leaves out its query: that may carry a token.
pub struct RedactedUrl(pub(crate) String);

/// The bytes of a PNG.
pub struct PngImage(pub(crate) Vec<u8>);

impl From<&str> for RedactedUrl {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

uniffi::custom_type!(
    /// A text that must not show: a password, a code, a token. What prints it writes `[secret]`.
    Secret, String, {
        remote,
        lower: |secret| secret.expose().to_owned(),
        try_lift: |text| Ok(Secret::from(text)),
    }
);

uniffi::custom_type!(
    /// A whole flow as text, to outlive the process. It is a credential: keep it where only your
    /// app can read it, encrypted and bound to this device, and delete it when the flow has ended.
    Snapshot, String, {
        remote,
        lower: |snapshot| snapshot.expose().to_owned(),
        try_lift: |text| Ok(Snapshot::new(text)),
    }
);

uniffi::custom_type!(
    /// An address. What prints it leaves out its query: that may carry a token.
    RedactedUrl, String, {
        lower: |address| address.0,
        try_lift: |text| Ok(RedactedUrl(text)),
    }
);

uniffi::custom_type!(
    /// The bytes of a PNG picture. What prints it says how many there are.
    PngImage, Vec<u8>, {
        lower: |picture| picture.0,
        try_lift: |bytes| Ok(PngImage(bytes)),
    }
);

/// An open set: a word of the wire, as the engine spells it.
macro_rules! open_set {
    ($(#[$doc:meta])* $name:ident) => {
        uniffi::custom_type!($(#[$doc])* $name, String, {
            remote,
            lower: |name| name.as_str().to_owned(),
            try_lift: |word| Ok($name::from(word)),
        });
    };
}

open_set!(
    /// What a remediation is for: its `name` on the IDX wire. An open set.
    RemediationName
);
open_set!(
    /// Which authenticator: its `key` on the IDX wire. An open set.
    AuthenticatorKey
);
open_set!(
    /// How an authenticator is used: `methodType` on the IDX wire. An open set.
    MethodType
);
open_set!(
    /// How Okta Verify gets its activation link: `channel` on the IDX wire. An open set.
    Channel
);
open_set!(
    /// How Okta Verify on this device is reached: `challengeMethod` on the IDX wire. An open set.
    ChallengeMethod
);
open_set!(
    /// How serious a message is: `class` on the IDX wire. An open set.
    Severity
);
