//! Okta Verify: enrolment by an activation link, pushes, codes.

mod challenge;
mod enroll;

pub(crate) use enroll::{activation_token, no_biometrics, not_fips};
