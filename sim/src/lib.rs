//! A simulated Okta org.

pub mod picture;
