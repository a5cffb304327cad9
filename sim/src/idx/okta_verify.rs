//! The Okta Verify authenticator.

mod activation_link;
mod challenge;
mod enroll;
mod fastpass;

pub(crate) use activation_link::activation_token;
pub(crate) use enroll::{biometrics_required, fips_required};
