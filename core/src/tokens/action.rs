//! What a call to the token or the revocation endpoint asks of the host.

use std::time::Duration;

use super::Tokens;
use crate::exchange::Request;
use crate::failure::Failure;

/// What the host is to do now for a [`TokenCall`](crate::TokenCall).
#[derive(Debug, Clone, PartialEq)]
pub enum TokenAction {
    /// Carry out this exchange, once for its id, and hand back what comes.
    Send {
        /// The exchange.
        request: Request,
    },
    /// Nothing came of it yet: ask again after this time. Whoever gives up keeps what they hold.
    Wait {
        /// How long; never zero.
        duration: Duration,
    },
    /// The fresh tokens: keep them in place of the others, the refresh token above all.
    Refreshed {
        /// The tokens.
        tokens: Box<Tokens>,
    },
    /// The server has taken the token back, or never knew it.
    Revoked,
    /// The server refused. What was held is unchanged: only after
    /// [`TokenRejected`](crate::FailureKind::TokenRejected) is the refresh token of no more use, and
    /// the user has to sign in again.
    Failed {
        /// Why; its code is OAuth's `error`, or the claim that does not hold.
        failure: Failure,
    },
}

/// What kind of token is taken back (RFC 7009 section 2.1, `token_type_hint`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// This access token alone.
    Access,
    /// The refresh token, and with it the access tokens that it gave.
    Refresh,
}

impl TokenKind {
    /// The word of the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Access => "access_token",
            Self::Refresh => "refresh_token",
        }
    }
}
