use thiserror::Error;

/// A configuration that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The issuer is not the URL of an Okta authorization server.
    #[error("the issuer is invalid: {0}")]
    Issuer(&'static str),
    /// The client id is empty.
    #[error("the client id is empty")]
    ClientId,
    /// A redirect URI is invalid.
    #[error("{name} is invalid: {problem}")]
    RedirectUri {
        /// The name of the value.
        name: &'static str,
        /// The reason.
        problem: &'static str,
    },
    /// The `state` is empty.
    #[error("the state is empty: omit it to use a random one")]
    State,
    /// A value cannot be sent in an HTTP header.
    #[error("{name} cannot be sent in an HTTP header: use {rule}")]
    Header {
        /// The name of the value.
        name: &'static str,
        /// The rule that it breaks.
        rule: &'static str,
    },
    /// The header is reserved: the library or the HTTP stack sets it.
    #[error("the header {0} is reserved: the library or the HTTP stack sets it")]
    ReservedHeader(String),
    /// The relying party id is not a host name.
    #[error("the relying party id is not a host name")]
    RelyingPartyId,
    /// All bytes of the entropy are zero: the random number generator does not work.
    #[error(
        "the random bytes are all zero: use the random number generator of the operating system"
    )]
    Entropy,
    /// The tokens include no refresh token.
    #[error("the tokens include no refresh token: request the scope offline_access at sign-in")]
    NoRefreshToken,
}
