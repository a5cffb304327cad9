//! The faults, and their outcomes for a client.

use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::responses::RateLimitHint;
use crate::Response;

/// A fault of an HTTP exchange.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Fault {
    /// The request is lost before it reaches the org.
    RequestLost,
    /// The org handles the request, and its response is lost.
    ReplyLost,
    /// The org handles the request immediately, and its response is delayed.
    Delayed {
        /// The delay, in ms.
        ms: u64,
    },
    /// The org handles the request once, and its response arrives twice.
    ReplyTwice,
    /// The request arrives twice, as if a proxy had retried it. The client gets the second response.
    RequestTwice,
    /// Status 429. The org does not handle the request.
    RateLimited {
        /// Seconds until the limit is reset.
        after_s: u64,
        /// How the response tells the client when to retry.
        #[serde(default)]
        hint: RateLimitHint,
    },
    /// Status 429 with the current prompt and the message `tooManyRequests`. The org does not handle
    /// the request. The fault waits for a request of a running flow.
    RateLimitedPrompt {
        /// Seconds until the limit is reset.
        after_s: u64,
        /// How the response tells the client when to retry.
        #[serde(default)]
        hint: RateLimitHint,
    },
    /// Status 500 with Okta's JSON error.
    ServerError {
        /// Whether the org handles the request first.
        #[serde(default)]
        acted: bool,
    },
    /// Status 502 with the HTML page of a proxy.
    BadGateway {
        /// Whether the org handles the request first.
        #[serde(default)]
        acted: bool,
    },
    /// Status 503 without a body. The org does not handle the request.
    Unavailable,
    /// The response has no body.
    EmptyBody,
    /// The response has only the first half of its body.
    CutBody,
    /// The JSON response is padded to more than 2 MB.
    HugeBody,
    /// All transactions end before the org handles the request.
    SessionExpired,
    /// The state handles rotate before the org handles the request. The previous ones stay valid
    /// until the next rotation.
    HandleRotated,
    /// All `href` URLs of the response have another origin.
    ForeignHref {
        /// The scheme, host and port.
        #[serde(default = "default_foreign_origin")]
        origin: String,
    },
    /// The response has an additional remediation with an unknown name, before the others.
    UnknownRemediation,
    /// The response has an additional authenticator with an unknown key, type and method. The form
    /// that selects an authenticator offers it.
    UnknownAuthenticator,
    /// The first form of the response has an additional optional field with an unknown type.
    UnknownField,
}

/// The result of an HTTP exchange, as seen by the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A response.
    Reply(Response),
    /// No response: the connection is closed.
    Lost,
    /// A delayed response.
    Delayed {
        /// When the response arrives.
        at: SystemTime,
        /// The response.
        response: Response,
    },
    /// The same response twice.
    Duplicated(Response),
}

fn default_foreign_origin() -> String {
    "https://elsewhere.example.net".to_owned()
}
