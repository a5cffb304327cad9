//! Whole flows against `Org::handle`, without HTTP. Tests with an id such as `e1` correspond to the
//! scenario with that id.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, also in its helper functions"
)]

mod accounts;
mod browser;
mod captcha;
mod challenge;
mod channels;
mod client;
mod device;
mod duo;
mod enroll;
mod error_only;
mod factors;
mod keep_me_signed_in;
mod limits;
mod lockout;
mod oauth;
mod primary;
mod response_shape;
mod revoke_sessions;
mod session;
mod social;
mod sso_extension;
mod token_redirect;
mod tokens;
