//! Okta Verify: enrollment by an activation link, pushes, codes, FastPass.

mod challenge;
mod enroll;
mod fastpass;

pub(crate) use enroll::{activation_token, no_biometrics, not_fips};
