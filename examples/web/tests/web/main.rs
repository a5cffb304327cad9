//! The app as a browser sees it: the program, over HTTP, at a simulated org in this process.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests say what they expect by unwrapping, in their helpers too"
)]

mod browser;
mod org;
mod pages;
mod process;
mod redis;
mod security;
