//! The programs that the parts of the test run need besides Rust.

pub(crate) mod debian;
pub(crate) mod java;
pub(crate) mod node;
pub(crate) mod redis;
pub(crate) mod swift;
