//! What the parts need beyond Rust, installed where it is missing.

pub(crate) mod debian;
pub(crate) mod java;
pub(crate) mod node;
pub(crate) mod redis;
pub(crate) mod swift;
